/** The workers of an account, with and without devices. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { survey } from "../../custom_components/ocean_xyz/frontend/accounts.js";
import {
  classes,
  displayName,
  groupsOf,
  MOST_LISTED,
} from "../../custom_components/ocean_xyz/frontend/farm.js";
import { Home } from "./home.mjs";

const accountOf = (home) => survey(home.hass).accounts[0];

test("workers that need attention come first, and unknown ones are in a group of their own", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { workers_total: 5 });
  home.worker(account, "a", "a", "online", 100);
  home.worker(account, "b", "b", "paused", 0);
  home.worker(account, "c", "c", "low", 50);
  home.worker(account, "d", "d", "offline", 0);
  home.worker(account, "e", "e", "unavailable", "unavailable");
  const groups = await groupsOf(home.hass, accountOf(home), "Default worker");
  assert.deepEqual(
    groups.map(({ status, workers }) => [status, workers.map((one) => one.name)]),
    [
      ["offline", ["d"]],
      ["low", ["c"]],
      ["online", ["a"]],
      ["paused", ["b"]],
      ["unknown", ["e"]],
    ],
  );
  assert.deepEqual(home.hass.asked, []);
});

/** A farm with one worker that has a device. Only the integration knows the others. */
const farm = (rows) => {
  const home = new Home().hub();
  const account = home.account("Farm", undefined, { workers_total: rows.length });
  const device = home.worker(account, "known", "Known", "online", 120);
  home.answers.get_workers = ({ service_data: { status, limit } }) => {
    const found = rows.filter((row) => row.status === status[0]);
    return { response: { workers: found.slice(0, limit), total: found.length } };
  };
  return { home, account, device };
};

test("workers without a device are requested, and those with one keep it", async () => {
  const row = (name, status) => ({ name, status, hashrate_10800s: 90, last_share: null });
  const { home, account } = farm([
    row("known", "online"),
    row("b", "online"),
    row("", "offline"),
  ]);
  const groups = await groupsOf(home.hass, accountOf(home), "Default worker");
  assert.deepEqual(
    groups.map((group) => [group.status, group.total, group.workers.map((one) => one.name)]),
    [
      ["offline", 1, ["Default worker"]],
      ["online", 2, ["Known", "b"]],
    ],
  );
  assert.ok(groups[1].workers[0].entities.status);
  assert.deepEqual(groups[1].workers[1].entities, {});
  assert.equal(home.hass.asked[0].service_data.account, account);
});

test("of very many workers the page lists some, and shows the total", async () => {
  const rows = Array.from({ length: 3000 }, (_, number) => ({
    name: `rig-${number}`,
    status: "online",
    hashrate_10800s: 100,
    last_share: null,
  }));
  const { home } = farm(rows);
  const [group] = await groupsOf(home.hass, accountOf(home), "Default worker");
  assert.equal(group.workers.length, MOST_LISTED);
  assert.equal(group.total, 3000);
});

test("when the integration does not answer, the devices are shown", async () => {
  const { home } = farm([{ name: "b", status: "online" }, { name: "c", status: "online" }]);
  home.answers.get_workers = () => {
    throw new Error("not loaded");
  };
  const groups = await groupsOf(home.hass, accountOf(home), "Default worker");
  assert.deepEqual(groups.map((group) => group.workers.map((one) => one.name)), [["Known"]]);
});

test("names from the internet lose characters that turn or hide text, and are cut", () => {
  assert.equal(displayName("a\u202eb\u0000c\n\td", "x"), "a b c d");
  assert.equal(displayName(" \u200b ", "Default worker"), "Default worker");
  assert.equal(displayName("Grüße-日本-⛏️", "x"), "Grüße-日本-⛏️");
  const long = displayName("⛏".repeat(191), "x");
  assert.equal([...long].length, 64);
  assert.ok(long.endsWith("…"));
});

test("hashrates are counted in classes that leave none out", () => {
  const rates = [0, 89, 90, 100.5, 150, 229.9, 240];
  const found = classes(rates);
  assert.equal(found.reduce((sum, one) => sum + one.count, 0), 6);
  for (const { from, to, count } of found) {
    const within = rates.filter((one) => one > 0 && one >= from && (one < to || (one === 240 && to === 240)));
    assert.equal(within.length, count);
  }
  assert.deepEqual(found.map((one) => one.from), found.map((one) => one.from).toSorted((a, b) => b - a));
  assert.deepEqual(classes([0, 0]), []);
  assert.equal(classes([60, 60, 60])[0].count, 3);
});
