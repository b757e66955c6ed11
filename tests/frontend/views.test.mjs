/** The views and sections that are laid out. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { dashboard, part, SECTIONS, view, VIEWS } from "../../custom_components/ocean_xyz/frontend/views.js";
import { cardsOf, Home, idsIn } from "./home.mjs";

const BUILT_IN = new Set([
  "distribution",
  "empty-state",
  "entities",
  "heading",
  "markdown",
  "shortcut",
  "statistic",
  "statistics-graph",
  "tile",
]);

const COSTS = {
  power: 12800,
  running_efficiency: 17.9,
  power_cost_per_day: 20,
  profit_per_day: 2.6,
  revenue_per_day: 22.6,
  profitable: "on",
};

/** Return a home with two accounts, one with costs, and eight workers. */
const full = () => {
  const home = new Home().hub();
  home.account("Heater", "aaaaaaaaaaaa", { workers_total: 1 });
  const account = home.account("Home", "bbbbbbbbbbbb", { ...COSTS, workers_total: 8 });
  for (let number = 0; number < 8; number += 1)
    home.worker(account, `rig-${number}`, `rig-${number}`, number ? "online" : "offline", 100 + number);
  const drawn = Object.keys(home.hass.states);
  home.answers["recorder/statistics_during_period"] = Object.fromEntries(drawn.map((id) => [id, [{}]]));
  return { home, account };
};

const viewsOf = async (hass) =>
  Promise.all(Object.keys(VIEWS).map(async (name) => [name, await view(name, {}, hass)]));

test("the dashboard has a view for everything there is", () => {
  const { home } = full();
  assert.deepEqual(
    dashboard({}, home.hass).views.map((one) => one.strategy.type),
    ["overview", "workers", "earnings", "pool", "costs"].map((one) => `custom:ocean-xyz-${one}`),
  );
  assert.equal(dashboard({}, home.hass).views[0].title, "Overview");
});

test("there is no view of costs without costs, and none of workers without an account", () => {
  const home = new Home().hub();
  const paths = () => dashboard({}, home.hass).views.map((one) => one.path);
  assert.deepEqual(paths(), ["overview", "pool"]);
  home.account("Home");
  assert.deepEqual(paths(), ["overview", "workers", "earnings", "pool"]);
});

test("every card is built in, and contains only entities that exist", async () => {
  const { home } = full();
  const known = new Set([
    ...Object.keys(home.hass.states),
    ...["earned_aaaaaaaaaaaa", "earned_bbbbbbbbbbbb"].map((one) => `ocean_xyz:${one}`),
  ]);
  for (const [name, config] of await viewsOf(home.hass)) {
    assert.ok(cardsOf(config).length > 5, name);
    for (const card of cardsOf(config)) {
      assert.ok(BUILT_IN.has(card.type), `${name}: ${card.type}`);
      if (card.type === "tile") assert.ok(known.has(card.entity), `${name}: a tile of nothing`);
    }
    for (const id of idsIn(config)) assert.ok(known.has(id), `${name}: ${id}`);
  }
});

test("the same holds while nothing answers", async () => {
  const { home } = full();
  for (const state of Object.values(home.hass.states)) state.state = "unavailable";
  for (const [name, config] of await viewsOf(home.hass))
    for (const id of idsIn(config).filter((one) => !one.startsWith("ocean_xyz:")))
      assert.ok(home.hass.states[id], `${name}: ${id}`);
});

test("without a recorder there is no graph, and no sum of a month", async () => {
  const { home } = full();
  delete home.answers["recorder/statistics_during_period"];
  for (const [name, config] of await viewsOf(home.hass)) {
    const types = cardsOf(config).map((one) => one.type);
    assert.ok(!types.some((one) => one.startsWith("statistic")), name);
    assert.ok(types.includes("tile"), name);
  }
});

test("alerts are at the top, and visible only when something needs attention", async () => {
  const { home, account } = full();
  const [first] = (await view("overview", {}, home.hass)).sections;
  const alert = first.cards.find((one) => one.entity === home.id(account, "workers_offline"));
  assert.deepEqual(alert.visibility, [
    { condition: "numeric_state", entity: alert.entity, above: 0 },
  ]);
  const status = first.cards.find((one) => one.entity === home.id(account, "data_status"));
  assert.deepEqual(status.visibility[0].state_not, ["live"]);
  const profit = first.cards.find((one) => one.entity === home.id(account, "profit_per_day"));
  const { entity, state } = profit.visibility[0];
  assert.deepEqual([entity, state], [home.id(account, "profitable"), ["off"]]);
  assert.ok(first.cards.every((one) => one.visibility.length === 1));
});

test("the bar of workers is full when all are online", async () => {
  const { home, account } = full();
  const online = home.id(account, "workers_online");
  const card = cardsOf(await view("overview", {}, home.hass)).find((one) => one.entity === online);
  assert.equal(card.features[0].max, 8);
  assert.equal(card.name, "Online of 8");
});

test("offline workers come before all others", async () => {
  const { home } = full();
  const cards = cardsOf(await view("workers", {}, home.hass));
  const headings = cards.filter((one) => one.type === "heading").map((one) => one.heading);
  assert.ok(headings.indexOf("Offline · 1") > 0);
  assert.ok(headings.indexOf("Offline · 1") < headings.indexOf("Online · 7"));
});

test("one worker, eight and three hundred each have their page", async () => {
  const counted = async (count) => {
    const home = new Home().hub();
    const account = home.account("Home", undefined, { workers_total: count });
    for (let number = 0; number < count; number += 1)
      home.worker(account, `rig-${number}`, `rig-${number}`, "online", 90 + (number % 140));
    return cardsOf(await view("workers", {}, home.hass));
  };
  const types = (cards) => cards.map((one) => one.type);
  const one = await counted(1);
  assert.ok(!types(one).includes("distribution"));
  const eight = await counted(8);
  assert.equal(eight.find((card) => card.type === "distribution").entities.length, 8);
  assert.equal(eight.filter((card) => card.features_position === "inline").length, 8);
  const many = await counted(300);
  assert.equal(many.filter((card) => card.name?.type === "device").length, 300);
  assert.ok(types(many).includes("entities"));
  assert.ok(!types(many).includes("distribution"));
});

test("names of workers are text, never markup or templates", async () => {
  const home = new Home().hub();
  const hostile = "<img src=x onerror=alert(1)>{{ states('sensor.x') }}";
  const account = home.account(hostile, undefined, { workers_total: 2 });
  home.worker(account, hostile, hostile, "online", 100);
  home.answers.get_workers = ({ service_data: { status } }) => ({
    response: {
      workers: status[0] === "online" ? [{ name: hostile, hashrate_10800s: 1 }, { name: `${hostile}2`, hashrate_10800s: 1 }] : [],
      total: status[0] === "online" ? 2 : 0,
    },
  });
  let labels = 0;
  for (const [, config] of await viewsOf(home.hass))
    for (const card of cardsOf(config)) {
      if (card.type === "markdown") assert.ok(!card.content.includes("onerror"));
      labels += card.type === "shortcut" ? 1 : 0;
    }
  assert.equal(labels, 1);
});

test("each section works alone, also for one account", async () => {
  const { home, account } = full();
  for (const name of Object.keys(SECTIONS)) {
    const section = await part(name, { account }, home.hass);
    assert.equal(section.type, "grid");
    assert.ok(section.cards.length > 1, name);
    assert.ok(!JSON.stringify(section).includes("Heater"), name);
  }
});

test("a page says what is missing, and where to add it", async () => {
  const nothing = await view("overview", {}, new Home().hass);
  const [card] = cardsOf(nothing);
  assert.equal(card.type, "empty-state");
  assert.match(card.buttons[0].tap_action.navigation_path, /add\?domain=ocean_xyz$/);
  assert.deepEqual(dashboard({}, new Home().hass).views.map((one) => one.path), ["overview"]);

  const hub = new Home().hub();
  const [noAccount] = cardsOf(await view("overview", {}, hub.hass));
  assert.equal(noAccount.title, "No account yet");
  hub.account("Home");
  const [noCosts] = cardsOf(await view("costs", {}, hub.hass));
  assert.equal(noCosts.title, "No costs yet");
  assert.equal((await part("costs", {}, hub.hass)).cards[0].title, "No costs yet");
  assert.equal((await part("pool", {}, new Home().hub().hass)).cards[0].type, "heading");
});

test("a configuration for one account is passed on to its views", () => {
  const { home, account } = full();
  for (const one of dashboard({ account }, home.hass).views)
    assert.equal(one.strategy.account, account);
});

test("a list says nothing yet only if it is known that there is nothing", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { last_payout: "unknown", paid_total: 0 });
  const lists = [
    ...cardsOf(await view("earnings", {}, home.hass)),
    ...cardsOf(await view("pool", {}, home.hass)),
  ].filter((one) => one.type === "markdown");
  assert.ok(lists.length >= 2);
  for (const { content } of lists) {
    assert.match(content, /{% else %}Not known{% endif %}$/);
    const nothing = content.match(/{% elif states\('(.+)'\) \| float\(-1\) == 0 %}Nothing yet/);
    if (content.includes("recent_payouts")) assert.equal(nothing[1], home.id(account, "paid_total"));
    // The pool has found blocks for years.
    if (content.includes("recent_blocks")) assert.equal(nothing, null);
  }
});

test("a change of the difficulty stands by the difficulty and names it", async () => {
  const home = new Home().hub();
  for (const key of ["difficulty", "difficulty_change", "next_retarget"]) home.entity(home.network, key, 1);
  for (const language of ["de", "en", "es", "fr", "nl", "pt-BR"]) {
    home.hass.language = language;
    for (const name of ["overview", "pool"]) {
      const cards = cardsOf(await view(name, {}, home.hass));
      const place = cards.findIndex((one) => one.entity === home.id(home.network, "difficulty_change"));
      const above = cards.slice(0, place).findLast((one) => one.type === "heading").heading;
      assert.ok(cards[place].name.toLowerCase().includes(above.toLowerCase()), `${language}: ${name}`);
    }
  }
});
