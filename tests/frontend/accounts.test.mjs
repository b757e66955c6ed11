/** What the dashboard finds in the registries. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { changed, drawable, survey } from "../../custom_components/ocean_xyz/frontend/accounts.js";
import { Home } from "./home.mjs";

test("accounts, workers, pool and network are recognised by their identifiers", () => {
  const home = new Home().hub();
  const attic = home.account("Attic", "aaaaaaaaaaaa");
  const barn = home.account("Barn", "bbbbbbbbbbbb");
  home.worker(attic, "s21", "s21", "online", 200);
  home.worker(barn, "x_pool", "x_pool", "online", 3);
  home.device("dddddddddddd", "of another integration");
  const model = survey(home.hass);
  assert.deepEqual(
    model.accounts.map((one) => [one.name, one.accountId, one.workers.map((worker) => worker.raw)]),
    [
      ["Attic", "aaaaaaaaaaaa", ["s21"]],
      ["Barn", "bbbbbbbbbbbb", ["x_pool"]],
    ],
  );
  assert.deepEqual(model.names, { pool: null, network: null });
  assert.equal(model.pool.luck_7d, home.id(home.pool, "luck_7d"));
  assert.equal(model.network.price, home.id(home.network, "price"));
  assert.equal(model.currency, "EUR");
});

test("a worker called like an account's worker keeps its whole name", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  home.worker(account, "a_worker_b\nc", "a_worker_b c", "online", 1);
  assert.equal(survey(home.hass).accounts[0].workers[0].raw, "a_worker_b\nc");
});

test("what is hidden, of another platform or without a state is not shown", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  home.entity(account, "hidden_one", 1, { hidden: true });
  home.entity(account, "foreign_one", 1, { platform: "other" });
  home.entity(account, "stateless_one", undefined);
  home.entity(account, "unavailable_one", "unavailable");
  const { entities } = survey(home.hass).accounts[0];
  assert.equal(entities.hidden_one, undefined);
  assert.equal(entities.foreign_one, undefined);
  assert.equal(entities.stateless_one, undefined);
  assert.ok(entities.unavailable_one);
});

test("of two prices the one with a value counts, in any order", () => {
  const home = new Home().hub();
  const before = home.entity(home.network, "price", "unavailable");
  assert.notEqual(survey(home.hass).network.price, before);
  const other = new Home();
  const network = other.device("01HUB_network", "Bitcoin network", { price: "unavailable" });
  const known = other.entity(network, "price", 90000);
  assert.equal(survey(other.hass).network.price, known);
});

test("names that the user gave are used, and what is not known is not a number", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  home.worker(account, "big", "big", "online", 200);
  home.worker(account, "dark", "dark", "offline", "unknown");
  home.hass.devices[account].name_by_user = "Mine";
  const [found] = survey(home.hass).accounts;
  assert.equal(found.name, "Mine");
  assert.deepEqual(found.workers.map((one) => [one.name, one.hashrate]), [["big", 200], ["dark", null]]);
});

test("one account can be chosen, by its device or its name", () => {
  const home = new Home().hub();
  home.account("Attic", "aaaaaaaaaaaa");
  const barn = home.account("Barn", "bbbbbbbbbbbb");
  assert.deepEqual(survey(home.hass, barn).accounts.map((one) => one.name), ["Barn"]);
  assert.deepEqual(survey(home.hass, "Barn").accounts.map((one) => one.id), [barn]);
  assert.deepEqual(survey(home.hass, "gone").accounts, []);
});

test("only statistics with rows are drawn, and sums only of what was earned", async () => {
  const home = new Home().hub();
  const account = home.account("Home", "590e1c1ec2c5");
  const rate = home.id(account, "hashrate_10800s");
  home.answers["recorder/statistics_during_period"] = { [rate]: [{ mean: 1 }] };
  const found = await drawable(home.hass, survey(home.hass), new Date("2026-11-25T12:00:00Z"));
  assert.deepEqual([...found].sort(), ["ocean_xyz:earned_590e1c1ec2c5", rate].sort());
  assert.equal(home.hass.asked[0].start_time, "2026-11-24T12:00:00.000Z");
});

test("without a recorder nothing is drawn", async () => {
  const home = new Home().hub();
  home.account("Home");
  home.answers = {};
  assert.equal((await drawable(home.hass, survey(home.hass), new Date())).size, 0);
});

test("a view gets a new layout when there are more workers, not when one changes", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  const worker = home.worker(account, "s21", "s21", "online", 200);
  const before = { ...home.hass };
  assert.equal(changed(before, { ...home.hass }), false);
  home.set(worker, "hashrate_10800s", "199");
  assert.equal(changed(before, { ...home.hass }), false);
  home.set(worker, "status", "offline");
  assert.equal(changed(before, { ...home.hass }), false);
  home.set(account, "workers_total", 2);
  assert.equal(changed(before, { ...home.hass }), true);
});

test("a view gets a new layout when something came, went or was renamed", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  const before = { ...home.hass };
  const { [home.id(account, "unpaid")]: _, ...states } = home.hass.states;
  assert.equal(changed(before, { ...home.hass, states }), true);
  assert.equal(changed({ ...home.hass, states }, before), true);
  assert.equal(changed(before, { ...home.hass, devices: { ...home.hass.devices } }), true);
  assert.equal(changed(before, { ...home.hass, entities: { ...home.hass.entities } }), true);
});
