/** The card with the workers. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Home } from "./home.mjs";
import { openPage, placed, settled } from "./page.mjs";

openPage();
const { MOST_DRAWN, WorkersCard } = await import(
  "../../custom_components/ocean_xyz/frontend/workers_card.js"
);

/** A home whose integration lists these workers, by account. */
const homeWith = (farms) => {
  const home = new Home().hub();
  const devices = Object.keys(farms).map((name, place) => [home.account(name, `account${place}`), farms[name]]);
  home.answers.get_workers = ({ data: { account } }) => ({
    workers: devices.find(([id]) => id === account)[1],
  });
  return home;
};

const worker = (name, status = "online", hashrate_10800s = 90, more = {}) => ({
  name,
  status,
  hashrate_10800s,
  last_share: null,
  offline_since: null,
  hashrate_lost: null,
  ...more,
});

const many = (count) => Array.from({ length: count }, (_, number) => worker(`rig-${number}`));

/** Return the card, drawn with its first answer. */
const cardIn = async (home, config = {}) => {
  const card = placed(new WorkersCard(), { type: "custom:ocean-xyz-workers-card", ...config }, home.hass);
  await settled();
  return card;
};

const rowsIn = (card) => card.shadowRoot.all("tbody").map((one) => one.childNodes.map((row) => row.textContent));
const byTag = (card, tag) => card.shadowRoot.all(tag);

test("a worker that is offline says since when, and what the account lacks", async () => {
  const since = new Date(Date.now() - 2 * 3600_000).toISOString();
  const off = worker("s19-shed", "offline", 40, { offline_since: since, last_share: since, hashrate_lost: 95.3 });
  const card = await cardIn(homeWith({ Home: [worker("a"), off] }));
  const [[first, second]] = rowsIn(card);
  const titles = byTag(card, "thead")[0].all("th").map((one) => one.textContent);
  assert.deepEqual(titles, ["Worker", "Status", "Hashrate", "Offline since", "Lost", "Last share"]);
  assert.match(first, /s19-shed.*Offline.*–.*95.3.TH\/s.*2 hours ago/);
  assert.match(second, /aOnline90.TH\/s/);
});

test("all accounts are there, with a button each; a closed one stays closed", async () => {
  const stored = new Map();
  globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const home = homeWith({ Farm: many(3), Home: [worker("x", "offline")] });
  const card = await cardIn(home);
  assert.deepEqual(byTag(card, "nav")[0].childNodes.map((one) => [one.textContent, one.attributes.class]), [
    ["Farm", ""],
    ["Home", "trouble"],
  ]);
  const [farm] = byTag(card, "details");
  assert.equal(farm.open, true);
  farm.ontoggle({ target: { open: false } });
  assert.equal(farm.open, false);
  const again = await cardIn(home);
  assert.deepEqual(byTag(again, "details").map((one) => one.open), [false, true]);
  // Its button opens it, and the page moves there.
  const moved = [];
  again.shadowRoot.getElementById = (id) => ({ scrollIntoView: () => moved.push(id) });
  byTag(again, "nav")[0].childNodes[0].onclick();
  assert.deepEqual(moved, ["account0"]);
  assert.equal(byTag(again, "details")[0].open, true);
  const one = await cardIn(home, { account: "Home" });
  assert.equal(byTag(one, "nav").length, 0);
  assert.equal(byTag(one, "details").length, 1);
  delete globalThis.localStorage;
});

test("of a long list a part is drawn, and the search looks through all of it", async () => {
  const card = await cardIn(homeWith({ Farm: many(3000) }));
  assert.equal(rowsIn(card)[0].length, MOST_DRAWN);
  const more = byTag(card, "button").at(-1);
  assert.equal(more.textContent, `${(3000 - MOST_DRAWN).toLocaleString("en")} more`);
  more.onclick();
  assert.equal(rowsIn(card)[0].length, 6 * MOST_DRAWN);
  const [field] = byTag(card, "input");
  field.oninput({ target: { value: "rig-2999" } });
  assert.equal(rowsIn(card)[0].length, 1);
  field.oninput({ target: { value: "nothing" } });
  assert.match(card.shadowRoot.textContent, /No worker with this name/);
});

test("a few workers need no field to search, and no classes", async () => {
  const card = await cardIn(homeWith({ Home: many(8) }));
  assert.equal(byTag(card, "input").length, 0);
  assert.equal(byTag(card, "figure").length, 0);
});

test("the bars of a farm are as long as their numbers say", async () => {
  const rows = [...Array(96)].map((_, place) => worker(`a${place}`, "online", 60));
  rows.push(...[...Array(88)].map((_, place) => worker(`b${place}`, "online", 100)));
  rows.push(...[...Array(20)].map((_, place) => worker(`c${place}`, "offline", 100)));
  const card = await cardIn(homeWith({ Farm: rows }));
  const bars = byTag(card, "li").map((one) => [one.childNodes[2].textContent, one.all("b")[0].attributes.style]);
  assert.deepEqual(bars, [
    ["88", `inline-size: ${(100 * 88) / 96}%`],
    ["96", "inline-size: 100%"],
  ]);
});

test("names are text; a tap on a row with a device opens its dialog", async () => {
  const hostile = "<img src=x onerror=alert(1)>";
  const home = homeWith({ Home: [worker(hostile), worker("known")] });
  const device = home.worker(Object.keys(home.hass.devices).at(-1), "known", "known", "online", 1);
  const card = await cardIn(home);
  assert.ok(card.shadowRoot.textContent.includes(hostile));
  assert.equal(byTag(card, "img").length, 0);
  const [bare, known] = byTag(card, "tbody")[0].childNodes;
  assert.equal(bare.onclick ?? null, null);
  const opened = [];
  known.onclick({ currentTarget: { dispatchEvent: (event) => opened.push(event.detail.entityId) } });
  assert.deepEqual(opened, [home.id(device, "hashrate_10800s")]);
});

test("without an answer there are the devices, and nothing is asked while disconnected", async () => {
  const home = homeWith({ Home: [] });
  home.answers.get_workers = () => {
    throw new Error("not loaded");
  };
  home.worker(Object.keys(home.hass.devices).at(-1), "a", "a", "unavailable", "unavailable");
  const card = await cardIn(home);
  assert.match(rowsIn(card)[0][0], /aNo data–/);
  const asked = home.hass.asked.length;
  card.hass = { ...home.hass, connected: false, entities: { ...home.hass.entities } };
  await settled();
  assert.equal(home.hass.asked.length, asked);
  card.hass = { ...home.hass, connected: true, entities: { ...home.hass.entities } };
  await settled();
  assert.equal(home.hass.asked.length, asked + 1);
});

test("an account without workers says so", async () => {
  const card = await cardIn(homeWith({ Home: [] }));
  assert.match(card.shadowRoot.textContent, /No workers yet/);
});
