/** The cards with tables, sums and the banner of an own block. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Home } from "./home.mjs";
import { openPage, placed, settled } from "./page.mjs";

openPage();
let direction = "ltr";
globalThis.getComputedStyle = () => ({ direction });
const FOLDER = "../../custom_components/ocean_xyz/frontend";
const { RowsCard } = await import(`${FOLDER}/rows_card.js`);
const { OwnBlockCard } = await import(`${FOLDER}/own_block_card.js`);
const { AmountsCard } = await import(`${FOLDER}/amounts_card.js`);
const { FigureCard } = await import(`${FOLDER}/figure_card.js`);
const { called } = await import(`${FOLDER}/asking.js`);
const { EarnedCard } = await import(`${FOLDER}/earned_card.js`);

const shown = async (card, home, config = {}) => {
  const one = placed(card, { type: "custom:test", ...config }, home.hass);
  await settled();
  return one;
};
const cells = (card) => card.shadowRoot.all("tr").map((row) => row.childNodes.map((one) => one.textContent));
const german = { locale: { language: "de", time_zone: "server" }, language: "de", config: { time_zone: "Europe/Berlin" } };

const home = () => {
  const one = new Home().hub();
  Object.assign(one.hass, german);
  return one;
};

test("times, numbers and amounts of a table are written in the user's language", async () => {
  const one = home();
  const account = one.account("Home");
  one.answers.get_payouts = {
    payouts: [{ time: "2026-11-01T00:00:00+00:00", kind: "on_chain", paid: 1058459 }],
  };
  const card = await shown(new RowsCard(), one, { list: "payouts", account });
  assert.deepEqual(cells(card), [
    ["Zeit", "Art", "Betrag"],
    ["01.11.2026 01:00", "On-Chain", "1.058.459\u00a0sat"],
  ]);
  assert.equal(one.hass.asked[0].data.account, account);
});

test("a table says that there is nothing only if that is known", async () => {
  const one = home();
  const account = one.account("Home");
  const card = await shown(new RowsCard(), one, { list: "earnings", account });
  assert.match(card.shadowRoot.textContent, /Nicht bekannt/);
  one.answers.get_earnings = { earnings: [] };
  const empty = await shown(new RowsCard(), one, { list: "earnings", account });
  assert.match(empty.shadowRoot.textContent, /Noch nichts/);
  // What was paid over Lightning before the set-up is in no list.
  one.answers.get_payouts = { payouts: [] };
  for (const [paid, said] of [["unknown", /Nicht bekannt/], [2660, /Nicht bekannt/], [0, /Noch nichts/]]) {
    one.set(account, "paid_total", paid);
    const payouts = await shown(new RowsCard(), one, { list: "payouts", account });
    assert.match(payouts.shadowRoot.textContent, said);
  }
  one.answers.get_earnings = { earnings: [{ time: "2026-11-01T00:00:00Z", height: null, earned: null }] };
  const odd = await shown(new RowsCard(), one, { list: "earnings", account });
  assert.deepEqual(cells(odd)[1].slice(1), ["–", "–"]);
  one.answers.get_payouts = { payouts: [{ time: "2026-11-01T00:00:00Z", kind: "new", paid: 1 }] };
  const strange = await shown(new RowsCard(), one, { list: "payouts", account });
  assert.equal(cells(strange)[1][1], "–");
});

const BLOCK = { height: 977430, reward: 314060000, found_by: null };

test("a block of the user's is crowned in the list, and celebrated for a week", async () => {
  const one = home();
  const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
  const own = { ...BLOCK, time: ago(1), found_by: "Garage <b>" };
  one.answers.get_blocks = { blocks: [{ ...BLOCK, time: ago(0) }, own] };
  const list = await shown(new RowsCard(), one, { list: "blocks" });
  const [, other, mine] = list.shadowRoot.all("tr");
  assert.deepEqual([other, mine].map((row) => row.all("ha-icon").length), [0, 1]);
  assert.equal(mine.attributes.title, "Gefunden von Garage <b>");
  assert.deepEqual(cells(list)[2].slice(1), ["977430", "3,1406\u00a0BTC"]);

  const banner = await shown(new OwnBlockCard(), one);
  assert.equal(banner.hidden, false);
  assert.match(banner.shadowRoot.textContent, /Garage <b> hat Block 977430 gefunden3,1406\u00a0BTC · /);
  // Each in its own direction, in a language from right to left too.
  assert.deepEqual(banner.shadowRoot.all("bdi").map((one) => one.textContent).slice(0, 1), ["3,1406\u00a0BTC"]);
  assert.equal(banner.shadowRoot.all("bdi").length, 2);
  assert.deepEqual(banner.dispatched.map((event) => event.detail.value), [false, true]);
  assert.ok(one.hass.asked.at(-1).data.start > ago(8));

  one.answers.get_blocks = { blocks: [{ ...own, time: ago(7.1), reward: null }] };
  const late = await shown(new OwnBlockCard(), one);
  assert.equal(late.hidden, true);
});

test("amounts have their value at today's price, and a tap leads to their history", async () => {
  const one = home();
  const account = one.account("Home", undefined, { earned_today: "unknown", earned_7d: "unavailable", earned_30d: 12_345_678 });
  const card = await shown(new AmountsCard(), one, { account });
  assert.deepEqual(cells(card), [
    ["", "Betrag", "Zum heutigen Kurs"],
    ["Verdient (7 T.)", "–", ""],
    ["Verdient (30 T.)", "0,1235\u00a0BTC", "9.536\u00a0EUR"],
    ["Insgesamt", "1.907.313\u00a0sat", "1.473\u00a0EUR"],
    ["Offen", "834.957\u00a0sat", "645\u00a0EUR"],
    ["Ausgezahlt", "0\u00a0sat", "0,00\u00a0EUR"],
  ]);
  const opened = [];
  card.shadowRoot.all("button")[0].onclick({ currentTarget: { dispatchEvent: (event) => opened.push(event.detail.entityId) } });
  assert.deepEqual(opened, [one.id(account, "earned_7d")]);
  const bare = home();
  delete bare.hass.states[bare.id(bare.network, "price")];
  const poor = await shown(new AmountsCard(), bare, { account: bare.account("Home") });
  assert.deepEqual(cells(poor)[0], ["", "Betrag"]);
});

/** A home with statistics: 5 sat earned and 2 paid in each hour of the last 60 days. */
const earning = () => {
  const one = home();
  const account = one.account("Home", "aaaaaaaaaaaa");
  one.answers["recorder/statistics_during_period"] = ({ start_time, end_time, statistic_ids }) => {
    const rows = [];
    for (let start = Date.parse(start_time); start < Math.min(Date.parse(end_time), Date.now()); start += 3600_000)
      if (start > Date.now() - 60 * 86_400_000) rows.push({ start });
    return Object.fromEntries(statistic_ids.map((id, paid) => [id, rows.map((row) => ({ ...row, change: paid ? 2 : 5 }))]));
  };
  return { one, account };
};

const pressed = (card) => card.shadowRoot.all("button").filter((one) => one.attributes["aria-pressed"] === "true").map((one) => one.textContent);
const button = (card, text) => card.shadowRoot.all("button").find((one) => (one.attributes["aria-label"] ?? one.textContent) === text);

test("a day, a month, a year and all time can be picked, and the ones before", async () => {
  const { one, account } = earning();
  const card = await shown(new EarnedCard(), one, { account });
  assert.deepEqual(pressed(card), ["Monat"]);
  assert.equal(button(card, "Später").attributes.disabled, "");
  button(card, "Tag").onclick();
  await settled();
  button(card, "Früher").onclick();
  await settled();
  assert.equal(card.shadowRoot.all("li").length, 24);
  assert.deepEqual(card.shadowRoot.all("dd").map((dd) => dd.textContent), ["Zum heutigen Kurs", "120\u00a0sat", "0,09\u00a0EUR", "48\u00a0sat", "0,04\u00a0EUR"]);
  one.set(account, "paid_total", "unknown");
  card.hass = one.hass;
  card.redraw();
  assert.deepEqual(card.shadowRoot.all("dd").slice(3).map((dd) => dd.textContent), ["Nicht bekannt", ""]);
  assert.equal(button(card, "Später").attributes.disabled, undefined);
  button(card, "Alles").onclick();
  await settled();
  assert.match(card.shadowRoot.textContent, /Alles2023|2023/);
  assert.equal(button(card, "Früher").attributes.disabled, "");
});

test("a bar says its amount, by a tap and by the keyboard", async () => {
  const { one, account } = earning();
  direction = "rtl";
  const card = await shown(new EarnedCard(), one, { account });
  button(card, "Tag").onclick();
  await settled();
  button(card, "Früher").onclick();
  await settled();
  const said = () => card.shadowRoot.all("p")[0].textContent;
  card.shadowRoot.all("li")[9].onclick();
  assert.equal(said(), "09:00: 5\u00a0sat");
  const press = (key) => card.shadowRoot.all("ol")[0].onkeydown({ key, preventDefault: () => {} });
  press("ArrowRight");
  assert.match(said(), /^08:00/);
  for (let time = 0; time < 30; time += 1) press("ArrowLeft");
  assert.match(said(), /^23:00/);
  press("Tab");
  assert.match(said(), /^23:00/);
  const icons = () => card.shadowRoot.all("ha-icon").map((one) => one.attributes.icon);
  assert.deepEqual(icons(), ["mdi:chevron-right", "mdi:chevron-left"]);
  direction = "ltr";
  card.redraw();
  assert.deepEqual(icons(), ["mdi:chevron-left", "mdi:chevron-right"]);
});

test("without statistics or an account there are only the buttons", async () => {
  const one = home();
  const account = one.account("Home");
  one.answers = {};
  const card = await shown(new EarnedCard(), one, { account });
  assert.equal(card.shadowRoot.all("ol").length, 0);
  const gone = await shown(new EarnedCard(), home(), { account: "gone" });
  assert.equal(gone.shadowRoot.all("dl").length, 0);
});

test("a figure has the unit that suits its size, and a trend of its averages", async () => {
  const one = home();
  const account = one.account("Farm", undefined, { hashrate_10800s: 47604.66, unpaid: 12_345_678, expected_per_day: 1976194 });
  const units = { hashrate_10800s: "TH/s", unpaid: "sat", expected_per_day: "sat/d" };
  for (const [key, unit_of_measurement] of Object.entries(units))
    one.hass.states[one.id(account, key)].attributes = { unit_of_measurement };
  const rate = one.id(account, "hashrate_10800s");
  one.answers["recorder/statistics_during_period"] = { [rate]: [{ mean: 1 }, { mean: 3 }, { mean: 2 }] };
  const figure = (key, config) => shown(new FigureCard(), one, { entity: one.id(account, key), name: key, color: "amber", ...config });
  const drawn = await figure("hashrate_10800s", { hours: 24 });
  assert.match(drawn.shadowRoot.textContent, /hashrate_10800s47,6\u00a0PH\/s$/);
  const [area, line] = drawn.shadowRoot.all("span").map((span) => span.attributes.style);
  assert.equal(area, "clip-path: polygon(0% 100%,0.0% 90.0%,50.0% 5.0%,100.0% 47.5%,100% 100%)");
  assert.match(line, /^clip-path: polygon\(0.0% 90.0%,.*calc\(90.0% \+ 2px\)\)$/);
  assert.equal(drawn.getGridOptions().rows, 2);
  const unpaid = await figure("unpaid");
  assert.match(unpaid.shadowRoot.textContent, /0,1235\u00a0BTC$/);
  assert.equal(unpaid.getGridOptions().rows, 1);
  assert.match((await figure("expected_per_day")).shadowRoot.textContent, /1\.976\.194\u00a0sat\/d$/);
  one.set(account, "unpaid", "unavailable");
  assert.match((await figure("unpaid")).shadowRoot.textContent, /–$/);
  // On the first day, five minutes make a trend.
  one.answers["recorder/statistics_during_period"] = ({ period }) => ({
    [rate]: (period === "hour" ? [] : [5, 4]).map((mean) => ({ mean })),
  });
  assert.equal((await figure("hashrate_10800s", { hours: 24 })).shadowRoot.all("span").length, 2);
  delete one.answers["recorder/statistics_during_period"];
  assert.equal((await figure("hashrate_10800s", { hours: 24 })).shadowRoot.all("span").length, 0);
});

test("a figure that counts some of all says so, with a bar", async () => {
  const one = home();
  const account = one.account("Farm", undefined, { workers_online: 1299, workers_total: 3000 });
  const [entity, of] = ["workers_online", "workers_total"].map((key) => one.id(account, key));
  const drawn = () => shown(new FigureCard(), one, { entity, of, name: "Online", color: "green" });
  const { shadowRoot } = await drawn();
  assert.match(shadowRoot.textContent, /Online1\.299 von 3\.000$/);
  assert.deepEqual(shadowRoot.all("span").map((span) => span.attributes.style), [undefined, "width: 43.3%"]);
  one.set(account, "workers_total", "unknown");
  const alone = await drawn();
  assert.match(alone.shadowRoot.textContent, /Online1\.299$/);
  assert.equal(alone.shadowRoot.all("span").length, 0);
});

test("cards that ask the same at once ask together, and later again", async () => {
  let asked = 0;
  const hass = { callWS: async () => ((asked += 1), { slots: [] }) };
  const both = await Promise.all([called(hass, "plan", { account: "a" }), called(hass, "plan", { account: "a" })]);
  assert.deepEqual([asked, both[0] === both[1]], [1, true]);
  await called(hass, "plan", { account: "b" });
  await called(hass, "plan", { account: "a" });
  assert.equal(asked, 3);
  hass.callWS = async () => Promise.reject(new Error("not loaded"));
  assert.equal(await called(hass, "plan"), null);
});
