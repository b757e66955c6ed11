/** The card with the sentence: where its facts come from. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Home } from "./home.mjs";
import { openPage } from "./page.mjs";

openPage();
const { SUMMARY_CARD } = await import("../../custom_components/ocean_xyz/frontend/summary.js");
const Summary = customElements.get(SUMMARY_CARD.slice("custom:".length));

mock.timers.enable({ apis: ["setInterval", "Date"], now: new Date("2026-11-26T12:00:00Z") });

const LIVE = { workers_online: 7, workers_offline: 1, workers_total: 8, revenue_per_day: 20, payout_method: "on_chain" };

/** Return a home with an account, whose machines `offline` are off. */
const made = (more = LIVE, offline = [{ name: "s19", offline_since: "2026-11-26T06:36:00Z", hashrate_lost: 95 }]) => {
  const home = new Home().hub();
  Object.assign(home.hass, { user: { is_admin: true }, locale: { language: "en", time_zone: "server", time_format: "24" }, config: { time_zone: "UTC" } });
  const account = home.account("Home", undefined, more);
  const workers = offline.map((one) => ({ status: "offline", ...one }));
  home.answers.get_workers = { workers, total: workers.length };
  return { home, account };
};

const placed = (home, config) => {
  const card = new Summary();
  card.setConfig({ type: "custom:ocean-xyz-summary", ...config });
  card.isConnected = true;
  card.hass = { ...home.hass };
  return card;
};

const settled = () => new Promise((resolve) => setImmediate(resolve));
const textOf = (card) =>
  card.shadowRoot.childNodes.slice(1).map((one) => one.textContent).join("").replaceAll(/[\u2068\u2069]/g, "").replaceAll("\u00a0", " ");
const asked = (home) => home.hass.asked.filter((one) => one.action === "get_workers");

test("it names the machines as soon as they are known", async () => {
  const { home, account } = made();
  const card = placed(home, { account, path: "workers" });
  assert.match(textOf(card), /^1 machine offline · 7 of 8 machines mine/);
  await settled();
  assert.match(textOf(card), /^s19 offline since 06:36 \(95 TH\/s, 3\.04 EUR a day\) · 7 of 8/);
  assert.equal(asked(home).length, 1);
  const [row] = card.shadowRoot.childNodes[1].all("a");
  assert.equal(row.attributes.href, "workers");
  assert.match(row.attributes.class, /bad/);
});

test("it asks again when a state that it reads changes, and each minute", async () => {
  const { home, account } = made();
  const card = placed(home, { account });
  await settled();
  home.set(account, "earned_total", "21");
  card.hass = { ...home.hass };
  assert.equal(asked(home).length, 1);
  home.set(account, "workers_offline", "0");
  home.set(account, "workers_online", "8");
  home.answers.get_workers = { workers: [], total: 0 };
  card.hass = { ...home.hass };
  await settled();
  assert.equal(asked(home).length, 2);
  assert.match(textOf(card), /^All 8 machines mine · 20 EUR a day/);
  mock.timers.tick(60_000);
  card.redraw();
  assert.equal(asked(home).length, 3);
});

test("an answer to an older question is no news", async () => {
  const { home, account } = made();
  const card = placed(home, { account });
  home.set(account, "data_status", "stale");
  card.hass = { ...home.hass };
  await settled();
  assert.match(textOf(card), /^The figures are delayed/);
});

test("without live data nobody is asked, and an error names nobody", async () => {
  const { home, account } = made({ ...LIVE, data_status: "unreachable" });
  const card = placed(home, { account });
  await settled();
  assert.equal(asked(home).length, 0);
  home.answers.get_workers = undefined;
  home.set(account, "data_status", "live");
  card.hass = { ...home.hass };
  await settled();
  assert.match(textOf(card), /^1 machine offline/);
});

test("names are the user's, and hidden machines are not named", async () => {
  const { home, account } = made(LIVE, [{ name: "raw" }, { name: "gone\u0000\n" }, { name: "hidden" }]);
  home.worker(account, "raw", "Garage", "offline", 0);
  const hidden = home.worker(account, "hidden", "Attic", "offline", 0);
  for (const one of Object.values(home.hass.entities)) one.hidden = one.device_id === hidden;
  const card = placed(home, { account, show_name: true });
  await settled();
  assert.match(textOf(card), /^HomeGarage and gone offline/);
});

test("the state of the data counts although it is hidden, and what is hidden is not said", () => {
  const { home, account } = made({ ...LIVE, workers_online: 8, workers_offline: 0, data_status: "stale" });
  for (const key of ["data_status", "revenue_per_day"])
    home.hass.entities[home.id(account, key)].hidden = true;
  const card = placed(home, { account });
  assert.match(textOf(card), /^The figures are delayed/);
  assert.ok(!textOf(card).includes("EUR"));
});

test("a loss is said only if mining does not pay", () => {
  const costs = { ...LIVE, workers_online: 8, workers_offline: 0, profitable: "off", profit_per_day: -1.5 };
  const { home, account } = made(costs);
  assert.match(textOf(placed(home, { account })), /^Electricity costs 1\.50 EUR a day more/);
});

test("the time of the payout is that of the forecast", () => {
  const payout = { payout_expected: "2026-11-28T20:00:00+00:00", workers_online: 8, workers_offline: 0, workers_total: 8 };
  const { home, account } = made({ ...LIVE, ...payout });
  assert.match(textOf(placed(home, { account })), /payout in 2 days \(834,957 of 1,048,576 sat\)$/);
  home.hass.states[home.id(account, "payout_expected")].attributes.awaiting_sweep = true;
  assert.match(textOf(placed(home, { account })), /payout due at a time that OCEAN chooses \(834,957 sat\)$/);
});

test("while it is not known what was paid, it is not known how and when the next payout comes", () => {
  for (const payout_method of ["on_chain", "needs_lightning"]) {
    const more = { workers_online: 8, workers_offline: 0, payout_expected: "2029-11-28T20:00:00+00:00" };
    const { home, account } = made({ ...LIVE, ...more, payout_method, paid_total: "unknown" });
    assert.equal(textOf(placed(home, { account })), "All 8 machines mine · 20 EUR a day");
  }
});

test("for a minute without figures the integration may be loading", () => {
  const { home, account } = made({ ...LIVE, data_status: "unavailable" });
  const status = home.hass.states[home.id(account, "data_status")];
  status.last_changed = new Date(Date.now() - 30_000).toISOString();
  assert.equal(textOf(placed(home, { account })), "The figures are loading");
  status.last_changed = new Date(Date.now() - 90_000).toISOString();
  assert.equal(textOf(placed(home, { account })), "The integration is not running");
});

test("a tap leads to what helps, if the user may go there", () => {
  const path = (status, more = {}, admin = true) => {
    const { home, account } = made({ ...LIVE, data_status: status });
    home.hass.user.is_admin = admin;
    return placed(home, { account, ...more }).shadowRoot.childNodes[1].all("a")[0]?.attributes.href;
  };
  assert.match(path("live"), /^\/config\/devices\/device\/device/);
  assert.equal(path("live", {}, false), undefined);
  assert.equal(path("live", { path: "workers" }, false), "workers");
  assert.equal(path("unknown_account", { path: "workers" }), "/config/integrations/integration/ocean_xyz");
});

test("an account that was removed says so, and one with nothing to show shows nothing", () => {
  const { home, account } = made();
  assert.match(textOf(placed(home, { account: "none" })), /^This account was removed/);
  for (const one of Object.values(home.hass.entities)) one.hidden = one.device_id === account;
  assert.equal(textOf(placed(home, { account })), "");
});
