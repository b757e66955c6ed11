/** The views and sections that are laid out. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { cardsOf, Home, idsIn } from "./home.mjs";
import { openPage } from "./page.mjs";

openPage();
const { dashboard, part, SECTIONS, view, VIEWS } = await import(
  "../../custom_components/ocean_xyz/frontend/views.js"
);

const BUILT_IN = new Set([
  "empty-state",
  "heading",
  "statistics-graph",
  "tile",
]);

const COSTS = {
  break_even_tariff: 0.0762,
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

/** The paths of the views that are shown. */
const pathsOf = (hass) =>
  dashboard({}, hass).views.filter((one) => one.visible !== false).map((one) => one.path);

test("a view that is open stays when nothing is left to show", () => {
  const { home } = full();
  const paths = dashboard({}, home.hass).views.map((one) => one.path);
  assert.deepEqual(dashboard({}, new Home().hass).views.map((one) => one.path), paths);
});

test("there is no view of costs without costs, and none of workers without an account", () => {
  const home = new Home().hub();
  const paths = () => pathsOf(home.hass);
  assert.deepEqual(paths(), ["overview", "pool"]);
  home.account("Home");
  assert.deepEqual(paths(), ["overview", "workers", "earnings", "pool"]);
});

test("every card is built in or ours, and contains only entities that exist", async () => {
  const { home } = full();
  const known = new Set([
    ...Object.keys(home.hass.states),
    ...["earned_aaaaaaaaaaaa", "earned_bbbbbbbbbbbb"].map((one) => `ocean_xyz:${one}`),
  ]);
  for (const [name, config] of await viewsOf(home.hass)) {
    assert.ok(cardsOf(config).length > (name === "workers" ? 1 : 5), name);
    for (const card of cardsOf(config)) {
      assert.ok(BUILT_IN.has(card.type) || card.type.startsWith("custom:ocean-xyz-"), `${name}: ${card.type}`);
      if (card.type !== "tile") continue;
      assert.ok(known.has(card.entity), `${name}: a tile of nothing`);
      // An entity's own name is in the language of the installation, not of the user.
      assert.notDeepEqual(card.name, { type: "entity" }, `${name}: ${card.entity}`);
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
    assert.ok(types.includes("tile") || name === "workers", name);
  }
});

test("the sentences about the accounts are at the top, and an alert about the network", async () => {
  const { home, account } = full();
  const [first] = (await view("overview", {}, home.hass)).sections;
  const [heater, own, network] = first.cards;
  assert.deepEqual([own.account, own.path, own.show_name], [account, "workers", true]);
  assert.notEqual(heater.account, account);
  assert.deepEqual(network.visibility, [
    { condition: "state", entity: home.id(home.network, "network_source"), state: ["rejected", "none"] },
  ]);
  const [alone] = (await view("overview", { account }, home.hass)).sections;
  assert.equal(alone.cards[0].show_name, false);
});

test("an account that OCEAN does not know has its sentence and no tiles", async () => {
  const { home, account } = full();
  const status = home.id(account, "data_status");
  const layouts = [await view("overview", { account }, home.hass), await part("account", { account }, home.hass)];
  for (const layout of layouts) {
    const own = new Set(Object.values(home.hass.entities).filter((one) => one.device_id === account).map((one) => one.entity_id));
    const tiles = cardsOf(layout).filter((one) => own.has(one.entity));
    assert.ok(tiles.length > 5);
    for (const { visibility } of tiles)
      assert.ok(visibility.some((one) => one.entity === status && one.state_not?.includes("unknown_account")));
    const said = cardsOf(layout).find((one) => one.type === "custom:ocean-xyz-summary");
    assert.equal(said.visibility, undefined);
  }
});

test("the pages of an account that OCEAN does not know say what to do", async () => {
  const { home, account } = full();
  for (const name of ["workers", "earnings"]) {
    const [first] = cardsOf(await view(name, { account }, home.hass));
    assert.deepEqual([first.type, first.account], ["custom:ocean-xyz-summary", account]);
    assert.deepEqual(first.visibility, [
      { condition: "state", entity: home.id(account, "data_status"), state: ["unknown_account"] },
    ]);
  }
  for (const { visibility } of cardsOf(await view("earnings", { account }, home.hass)).slice(1))
    assert.ok(visibility.some((one) => one.state_not?.includes("unknown_account")));
});

test("a tile whose value is not known is not shown", async () => {
  const { home } = full();
  for (const name of ["overview", "pool", "costs"])
    for (const card of cardsOf(await view(name, {}, home.hass)).filter((one) => one.type === "tile"))
      assert.ok(
        card.visibility.some((one) => one.state_not?.includes("unknown") || one.state),
        `${name}: ${card.entity}`,
      );
});

test("only what is configured is shown of energy: the answer, the plan and heat", async () => {
  const shownFor = async (more) => {
    const home = new Home().hub();
    home.account("Home", undefined, more);
    const cards = cardsOf(await view("costs", {}, home.hass));
    return cards.map((one) => one.heading ?? one.type.replace("custom:ocean-xyz-", "") + (one.name ? `: ${one.name}` : ""));
  };
  const power = { power: 3000, value_per_kwh: 0.08 };
  assert.deepEqual(await shownFor(power), ["Energy and profit", "tile: Value per kWh", "Revenue, cost and profit", "Power", "tile: Power"]);
  const priced = await shownFor({ ...power, profitable: "on" });
  assert.deepEqual(priced.slice(0, 3), ["Energy and profit", "energy-card", "Revenue, cost and profit"]);
  const all = { profitable: "on", next_profitable_start: "2026-06-21T12:00:00+00:00", profitable_hours_today: 5, heat_price: 0.1, heat_saving: 0.02 };
  assert.deepEqual((await shownFor({ ...power, ...all })).slice(1, 8), [
    "energy-card",
    "Today and tomorrow",
    "plan-card",
    "tile: Pays next",
    "tile: Pays today",
    "Heat",
    "tile: Heat price",
  ]);
});

test("the graph of a kWh has a price only where that is recorded", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { power: 1, value_per_kwh: 0.08, grid_price: 0.1 });
  const [value, price] = ["value_per_kwh", "grid_price"].map((key) => home.id(account, key));
  const titleOf = async (...ids) => {
    home.answers["recorder/statistics_during_period"] = Object.fromEntries(ids.map((id) => [id, [{}]]));
    return cardsOf(await view("costs", {}, home.hass)).find((one) => one.type === "statistics-graph").title;
  };
  assert.equal(await titleOf(value), "Value per kWh");
  assert.equal(await titleOf(value, price), "What a kWh brings and costs");
});

test("a payout that does not wait for the threshold has no progress to it", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { payout_method: "lightning" });
  const cards = cardsOf(await view("overview", {}, home.hass));
  const [progress, method] = ["payout_progress", "payout_method"].map((key) =>
    cards.find((one) => one.entity === home.id(account, key)),
  );
  assert.deepEqual(progress.visibility[1].state_not, ["coinbase", "lightning", "needs_lightning"]);
  assert.deepEqual(method.visibility[0].state, ["coinbase", "lightning", "needs_lightning"]);
  // Neither is shown before it is known what was paid.
  const paid = { condition: "state", entity: home.id(account, "paid_total"), state_not: ["unknown"] };
  assert.deepEqual(progress.visibility[2], paid);
  // Only Lightning is known from the start.
  const [lightning, known] = method.visibility[1].conditions;
  assert.deepEqual([lightning.state, known], [["lightning"], paid]);
});

test("the bar of workers is full when all are online, and one machine has none", async () => {
  const { home, account } = full();
  const bars = cardsOf(await view("overview", {}, home.hass)).filter((one) => one.name === "Workers online");
  const [online, total] = ["workers_online", "workers_total"].map((key) => home.id(account, key));
  assert.deepEqual(bars.map((one) => [one.entity, one.of]), [[online, total]]);
});

test("the workers of all accounts are one card, and each account has its graph", async () => {
  const { home, account } = full();
  const laidOut = async (wish) =>
    cardsOf(await view("workers", wish, home.hass)).filter((one) => one.type !== "custom:ocean-xyz-summary");
  const cards = await laidOut({});
  assert.deepEqual(
    cards.map((one) => one.heading ?? one.type),
    ["custom:ocean-xyz-workers-card", "Hashrate · Heater", "statistics-graph", "Hashrate · Home", "statistics-graph"],
  );
  const [alone, graph] = await laidOut({ account });
  assert.equal(alone.account, account);
  assert.equal(graph.heading, "Hashrate");
});

test("the name of an account is text, never markup or a template", async () => {
  const home = new Home().hub();
  const hostile = "<img src=x onerror=alert(1)>{{ states('sensor.x') }}";
  home.account(hostile);
  for (const [name, config] of await viewsOf(home.hass))
    for (const card of cardsOf(config)) assert.notEqual(card.type, "markdown", name);
});

test("each section works alone, also for one account", async () => {
  const { home, account } = full();
  for (const name of Object.keys(SECTIONS)) {
    const section = await part(name, { account }, home.hass);
    assert.equal(section.type, "grid");
    assert.ok(section.cards.length > 0, name);
    assert.ok(!JSON.stringify(section).includes("Heater"), name);
  }
});

test("a page says what is missing, and where to add it", async () => {
  const nothing = await view("overview", {}, new Home().hass);
  const [card] = cardsOf(nothing);
  assert.equal(card.type, "empty-state");
  assert.match(card.buttons[0].tap_action.navigation_path, /add\?domain=ocean_xyz$/);
  assert.deepEqual(pathsOf(new Home().hass), ["overview"]);

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

test("a heading is shown only while a card below it is", async () => {
  const home = new Home().hub();
  home.entity(home.network, "difficulty_change", "unknown");
  home.entity(home.network, "next_retarget", "unknown");
  const cards = cardsOf(await view("overview", {}, home.hass));
  const place = cards.findIndex((one) => one.heading === "Difficulty");
  const below = [cards[place + 1], cards[place + 2]].map((one) => ({ condition: "and", conditions: one.visibility }));
  assert.deepEqual(cards[place].visibility, [{ condition: "or", conditions: below }]);
  const pool = cardsOf(await view("pool", {}, home.hass));
  assert.equal(pool.find((one) => one.heading === "Last blocks").visibility, undefined);
});

test("a heading has the name that the user gave, or one in the user's language", async () => {
  const home = new Home().hub();
  const headings = async () => cardsOf(await view("pool", {}, home.hass)).map((one) => one.heading).filter(Boolean);
  home.hass.language = "de";
  assert.ok((await headings()).includes("OCEAN-Pool"));
  assert.ok((await headings()).includes("Bitcoin-Netzwerk"));
  home.hass.devices[home.pool].name_by_user = "My pool";
  home.hass.devices[home.network].name_by_user = "Chain";
  assert.ok((await headings()).includes("My pool"));
  assert.ok((await headings()).includes("Chain"));
});

test("a heading whose entities are all disabled is left out", async () => {
  const home = new Home().hub();
  const headings = async () =>
    cardsOf(await view("pool", {}, home.hass)).flatMap((one) => (one.type === "heading" ? [one.heading] : []));
  assert.deepEqual(await headings(), ["OCEAN pool", "Blocks and luck", "Bitcoin network", "Last blocks"]);
  home.entity(home.network, "fee_hour", 3);
  home.entity(home.network, "difficulty", 150);
  assert.deepEqual((await headings()).slice(3, 5), ["Difficulty", "Fees"]);
});

test("the graph of the hashprice is of its value where only that is enabled", async () => {
  const { home } = full();
  const graphs = async () =>
    cardsOf(await view("pool", {}, home.hass)).filter((one) => one.type === "statistics-graph");
  const [sat, value] = ["hashprice", "hashprice_value"].map((key) => home.id(home.network, key));
  assert.ok(idsIn(await graphs()).includes(sat) && !idsIn(await graphs()).includes(value));
  delete home.hass.entities[sat];
  assert.ok(idsIn(await graphs()).includes(value));
});
