/** What a kilowatt-hour brings and costs: the words, the shapes, and the two cards. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Home } from "./home.mjs";
import { openPage, placed, settled } from "./page.mjs";

openPage();
const FOLDER = "../../custom_components/ocean_xyz/frontend";
const { barsOf, changeOf, chartOf, verdict } = await import(`${FOLDER}/energy.js`);
const { EnergyCard } = await import(`${FOLDER}/energy_card.js`);
const { PlanCard } = await import(`${FOLDER}/plan_card.js`);
const { formatsOf } = await import(`${FOLDER}/format.js`);
const { texts } = await import(`${FOLDER}/texts.js`);

const NOW = new Date("2026-06-21T12:05:00+02:00");
mock.timers.enable({ apis: ["setInterval", "Date"], now: NOW });

const BERLIN = {
  language: "en",
  locale: { language: "en-GB", time_zone: "server", time_format: "24", date_format: "DMY" },
  config: { time_zone: "Europe/Berlin" },
};
const f = formatsOf(BERLIN);
const t = texts("en");

const at = (text) => Date.parse(`2026-06-${text}:00+02:00`);
const QUARTER = 900_000;

/** Return a slot of a quarter of an hour. */
const slot = (start, price, pays = price < 0.08) => ({ start: at(start), end: at(start) + QUARTER, price, pays });

const SLOTS = [
  slot("21T11:45", 0.1),
  slot("21T12:00", 0.05),
  slot("21T12:15", -0.02),
  slot("21T12:30", 0.09),
  slot("21T13:00", 0.03),
];

const FACTS = { currency: "EUR", value: 0.08, heat: 0, price: 0.05, pays: true, since: new Date(at("21T12:00")), slots: SLOTS };
const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll(/[\u2066-\u2069]/g, "");
const said = (more) => {
  const { level, headline, detail } = verdict({ ...FACTS, ...more }, t, f, NOW);
  return [level, headline, plain(detail)];
};

test("the answer says by how much, since when and until when", () => {
  assert.deepEqual(said({}), ["good", "Mining pays now", "0.03 EUR per kWh is left · since 12:00 · until 12:30"]);
  assert.deepEqual(said({ pays: false, price: 0.12, slots: [] }), [
    "warn",
    "Mining does not pay now",
    "0.04 EUR per kWh is missing · since 12:00",
  ]);
  assert.deepEqual(said({ pays: null }), ["calm", "Whether mining pays is not known", ""]);
  assert.equal(said({ value: null, slots: [] })[2], "since 12:00");
});

test("while a margin or a minimum time decides, it says so, and not until when", () => {
  assert.equal(said({ pays: false })[2], "0.03 EUR per kWh is left · waiting for the margin or the minimum time · since 12:00");
  assert.equal(said({ price: 0.09 })[2], "0.01 EUR per kWh is missing · waiting for the margin or the minimum time · since 12:00");
  assert.equal(said({ price: 0.08, slots: [] })[2], "0.00 EUR per kWh is left · since 12:00");
});

test("heat counts as something that a kilowatt-hour brings", () => {
  assert.match(said({ price: 0.12, heat: 0.05, slots: [] })[2], /^0\.01 EUR per kWh is left/);
});

test("where the known prices end, nobody knows whether the answer changes", () => {
  assert.deepEqual(changeOf(SLOTS, at("21T12:05"), true), { time: at("21T12:30"), changes: true });
  assert.deepEqual(changeOf(SLOTS, at("21T12:35"), false), { time: at("21T12:45"), changes: false });
  assert.deepEqual(changeOf(SLOTS, at("21T13:00"), true), { time: at("21T13:15"), changes: false });
  assert.equal(said({ slots: SLOTS.slice(0, 3) })[2].endsWith("at least until 12:30"), true);
  // A margin or a minimum time decided otherwise than the present price.
  assert.equal(changeOf(SLOTS, at("21T12:05"), false), null);
  // There is no price for now.
  assert.equal(changeOf(SLOTS, at("21T12:50"), true), null);
});

test("both bars are on one scale, a negative price is on the other side of zero", () => {
  assert.deepEqual(barsOf([0.08, 0.04]), [{ start: "0.00%", length: "100.00%" }, { start: "0.00%", length: "50.00%" }]);
  assert.deepEqual(barsOf([0.06, -0.02]), [{ start: "25.00%", length: "75.00%" }, { start: "0.00%", length: "25.00%" }]);
  assert.deepEqual(barsOf([null, 0]), [null, { start: "0.00%", length: "0.00%" }]);
});

/** The corners of a shape, in percent. */
const corners = (shape) =>
  [...shape.matchAll(/(-?[\d.]+)% (-?[\d.]+)%/g)].map(([, x, y]) => [Number(x), Number(y)]);

test("a bar begins and ends with its slot, stands on zero and is as high as its price", () => {
  const slots = [slot("21T12:00", 0.1, false), slot("21T12:15", -0.1), slot("21T12:45", 0)];
  const chart = chartOf(slots, 0.05, at("21T12:30"), f);
  assert.deepEqual(corners(chart.others), [[0, 50], [0, 0], [25, 0], [25, 50]]);
  const [down, up] = [corners(chart.paying).slice(0, 4), corners(chart.paying).slice(4)];
  assert.deepEqual(down, [[25, 50], [25, 100], [50, 100], [50, 50]]);
  // Without a price there is nothing, and a price of zero can be seen.
  assert.deepEqual(up, [[75, 50], [75, 48.5], [100, 48.5], [100, 50]]);
  assert.deepEqual([chart.zero, chart.line, chart.now], ["50.00%", "25.00%", "50.00%"]);
  assert.deepEqual(chart.levels.map((one) => one.price), [0.1, 0, -0.1]);
  assert.equal(chart.placeOf(slots[1]), "left: 25.00%; width: 25.00%");
});

test("a chart of slots that all pay has no other bars, and the line is on its scale", () => {
  const chart = chartOf([slot("21T12:00", 0.02)], 0.1, at("21T11:00"), f);
  assert.deepEqual(corners(chart.others), []);
  assert.match(chart.others, /polygon\(0 0\)/);
  assert.deepEqual(corners(chart.paying)[1], [0, 80]);
  assert.equal(chart.line, "0.00%");
  // Now is before all of it.
  assert.equal(chart.now, "0.00%");
  // Marks that would be over each other are left out.
  const flat = chartOf([slot("21T12:00", 0.1), slot("21T12:15", -0.001)], null, 0, f);
  assert.deepEqual(flat.levels.map((one) => one.price), [0.1, 0]);
  assert.equal(flat.line, null);
  assert.equal(chartOf([slot("21T12:00", 0)], null, 0, f).zero, "0.00%");
});

test("days and noons are marked in the user's time zone, also on a day of 25 hours", () => {
  const start = Date.parse("2026-10-24T22:00:00Z");
  const hours = Array.from({ length: 49 }, (_, hour) => ({
    start: start + hour * 4 * QUARTER,
    end: start + (hour + 1) * 4 * QUARTER,
    price: 0.1,
    pays: true,
  }));
  const { ticks } = chartOf(hours, null, start, f);
  assert.deepEqual(ticks.map((one) => one.text), ["Sun", "12:00", "Mon", "12:00"]);
  assert.deepEqual(ticks.map((one) => one.place), [0, 13, 25, 37].map((hour) => `${((100 * hour) / 49).toFixed(2)}%`));
});

const PLAN = {
  held: { heat_credit: 20, heat_worth: 0.02 },
  slots: SLOTS.map((one) => ({ ...one, start: new Date(one.start).toISOString(), end: new Date(one.end).toISOString() })),
};

const made = (more = {}) => {
  const home = new Home().hub();
  Object.assign(home.hass, BERLIN);
  const account = home.account("Home", undefined, { profitable: "on", value_per_kwh: 0.08, grid_price: 0.05, next_profitable_start: "unknown", ...more });
  home.answers.plan = PLAN;
  return { home, account, profitable: home.id(account, "profitable") };
};
const shown = async (card, home, account) => {
  const one = placed(card, { type: "custom:test", account }, { ...home.hass });
  await settled();
  return one;
};
const textOf = (card) => plain(card.shadowRoot.childNodes.slice(1).map((one) => one.textContent).join(""));
const rowsOf = (card) =>
  card.shadowRoot.all("button").slice(1).map((one) => plain(one.childNodes.map((part) => part.textContent).join(" ")));

/** What the recorder says of changes of a state. */
const history = (id, ...changes) => ({
  [id]: changes.map(([s, time]) => ({ s, lu: at(time) / 1000 })),
});

test("the card says both amounts, and the answer of the account", async () => {
  const { home, account, profitable } = made();
  home.answers["history/history_during_period"] = history(profitable, ["off", "20T12:05"], ["on", "21T09:15"], ["unavailable", "21T11:00"], ["on", "21T11:01"]);
  const card = await shown(new EnergyCard(), home, account);
  assert.match(textOf(card), /^Mining pays now0\.03 EUR per kWh is left · since 09:15 · until 12:30/);
  assert.deepEqual(rowsOf(card), ["A kWh brings 0.08 EUR", "A kWh costs 0.05 EUR"]);
  const [first] = card.shadowRoot.all("button");
  first.onclick({ currentTarget: first });
  assert.equal(first.dispatched[0].detail.entityId, profitable);
});

test("what is not known is not said", async () => {
  const { home, account, profitable } = made({ value_per_kwh: "unknown" });
  home.answers["history/history_during_period"] = history(profitable, ["on", "20T12:05"]);
  home.answers.plan = undefined;
  const card = await shown(new EnergyCard(), home, account);
  assert.match(textOf(card), /^Mining pays nowA kWh brings–/);
  home.answers["history/history_during_period"] = undefined;
  home.set(account, "profitable", "unknown");
  card.hass = { ...home.hass };
  await settled();
  assert.match(textOf(card), /^Whether mining pays is not known/);
});

test("heat is what the margin leaves beyond value and price", async () => {
  const { home, account, profitable } = made({ grid_price: 0.1 });
  const { attributes } = home.hass.states[profitable];
  // 0.02 of 0.08 is left, although a kWh costs 0.10.
  attributes.margin = 25;
  const card = await shown(new EnergyCard(), home, account);
  assert.match(textOf(card), /^Mining pays now0\.02 EUR per kWh is left/);
  assert.equal(rowsOf(card)[0], "A kWh brings, 0.04 EUR of it as heat 0.12 EUR");
  // A tenth of a percent is no heat.
  attributes.margin = -24.9;
  assert.equal(rowsOf(await shown(new EnergyCard(), home, account))[0], "A kWh brings 0.08 EUR");
});

test("without a grid the price is that of the decision", async () => {
  const { home, account, profitable } = made({ profitable: "off" });
  delete home.hass.entities[home.id(account, "grid_price")];
  Object.assign(home.hass.states[profitable].attributes, { tariff: 0.31 });
  const card = await shown(new EnergyCard(), home, account);
  assert.match(textOf(card), /^Mining does not pay now0\.23 EUR per kWh is missing/);
  assert.equal(rowsOf(card)[1], "A kWh costs 0.31 EUR");
  // Without prices ahead nobody asks for them.
  delete home.hass.entities[home.id(account, "next_profitable_start")];
  home.hass.asked.length = 0;
  await shown(new EnergyCard(), home, account);
  assert.equal(home.hass.asked.some((one) => one.action === "plan"), false);
});

test("the plan says the present slot, and the one that is chosen", async () => {
  const { home, account } = made();
  const card = await shown(new PlanCard(), home, account);
  const asked = { account, start: "2026-06-21T00:00", deadline: "2026-06-23T00:00", at_least: 1000 };
  assert.deepEqual(home.hass.asked.find((one) => one.action === "plan").data, asked);
  assert.match(textOf(card), /^12:00 – 12:15 · 0\.05 EUR · Pays/);
  assert.match(textOf(card), /Break-even 0\.125 EUR/);
  const [range] = card.shadowRoot.all("input");
  const choose = (time) => range.oninput({ currentTarget: { value: String(at(time)) } });
  choose("21T12:35");
  assert.match(textOf(card), /^12:30 – 12:45 · 0\.09 EUR · Does not pay/);
  assert.equal(range.attributes["aria-valuetext"].includes("12:30"), true);
  choose("21T12:50");
  assert.match(textOf(card), /^12:50 · No price known/);
  range.onblur();
  assert.match(textOf(card), /^12:00/);
});

test("the plan says if it leaves out heat, which nobody knows to be wanted", async () => {
  const { home, account } = made();
  home.answers.plan = { ...PLAN, held: { heat_credit: 0, heat_worth: 0 } };
  assert.match(textOf(await shown(new PlanCard(), home, account)), /difficulty$/);
  home.entity(account, "heat_saving", 0.02);
  assert.match(textOf(await shown(new PlanCard(), home, account)), /difficulty, without heat$/);
});

test("no price leaves nothing where heat saves all of it", async () => {
  const { home, account } = made();
  home.answers.plan = { ...PLAN, held: { heat_credit: 100, heat_worth: 0 } };
  assert.doesNotMatch(textOf(await shown(new PlanCard(), home, account)), /Break-even/);
});

test("without prices the plan says so, once that is known", async () => {
  const { home, account } = made();
  home.answers.plan = undefined;
  const card = placed(new PlanCard(), { type: "custom:test", account }, home.hass);
  assert.equal(textOf(card), "");
  await settled();
  assert.equal(textOf(card), "No prices are known yet");
});

test("without the value of a kWh there is no plan, whatever prices are known", async () => {
  const { home, account } = made({ value_per_kwh: "unavailable" });
  home.answers.plan = undefined;
  const card = await shown(new PlanCard(), home, account);
  assert.equal(textOf(card), "Whether mining pays is not known");
});
