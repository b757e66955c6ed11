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
  const account = home.account("Home", undefined, { workers_total: 4 });
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

/** Return the names of workers by status. */
const listed = (groups) =>
  Object.fromEntries(groups.map(({ status, workers }) => [status, workers.map((one) => one.name)]));

/** Let the integration list workers, as `get_workers` does. */
const answering = (home, rows) => {
  home.answers.get_workers = ({ service_data: { status, limit } }) => {
    const found = rows.filter((row) => row.status === status[0]);
    return { response: { workers: found.slice(0, limit), total: found.length } };
  };
};

const row = (name, status = "online") => ({ name, status, hashrate_10800s: 90, last_share: null });

for (const gone of [1, 2, 5])
  test(`as many machines without a device are listed as ${gone} gone ones have one`, async () => {
    const home = new Home().hub();
    const account = home.account("Home", undefined, { workers_total: gone + 1 });
    home.worker(account, "a", "a", "online", 100);
    const names = Array.from({ length: gone }, (_, number) => `gone${number}`);
    for (const name of names) home.worker(account, name, name, "unavailable", "unavailable");
    const bare = names.map((name) => `bare-${name}`);
    answering(home, [row("a"), ...bare.map((name) => row(name))]);
    const groups = await groupsOf(home.hass, accountOf(home), "Default worker");
    assert.deepEqual(listed(groups), { online: ["a", ...bare], unknown: names });
    assert.equal(groups.at(-1).total, gone);
  });

test("a worker whose status is disabled is listed once, with what the integration says", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { workers_total: 1 });
  home.device(`${home.hass.devices[account].identifiers[0][1]}_worker_a`, "A", { online: "off" }, account);
  answering(home, [row("a", "offline")]);
  assert.deepEqual(listed(await groupsOf(home.hass, accountOf(home), "x")), { offline: ["A"] });
});

test("without the number of workers the integration is asked", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { workers_total: "unavailable" });
  home.worker(account, "a", "a", "online", 100);
  answering(home, [row("a"), row("b")]);
  assert.deepEqual(listed(await groupsOf(home.hass, accountOf(home), "x")), { online: ["a", "b"] });
});

/** The ways to hide a worker. */
const WAYS = {
  "hides its entities": (home, device) => {
    for (const one of Object.values(home.hass.entities)) if (one.device_id === device) one.hidden = true;
  },
  "disables its device": (home, device) => {
    home.hass.devices[device].disabled_by = "user";
    for (const [id, one] of Object.entries(home.hass.entities))
      if (one.device_id === device) delete home.hass.entities[id];
  },
};

for (const [way, hide] of Object.entries(WAYS))
  test(`a worker is not listed when the user ${way}, however many others have no device`, async () => {
    for (const bare of [[], ["b"], ["b", "c"]]) {
      const home = new Home().hub();
      const account = home.account("Home", undefined, { workers_total: 2 + bare.length });
      home.worker(account, "a", "a", "online", 100);
      hide(home, home.worker(account, "secret", "secret", "online", 100));
      answering(home, [row("secret"), row("a"), ...bare.map((name) => row(name))]);
      const groups = await groupsOf(home.hass, accountOf(home), "x");
      assert.deepEqual(listed(groups), { online: ["a", ...bare] });
      assert.equal(groups[0].total, 1 + bare.length);
    }
  });

test("a worker with one entity that is not hidden is listed", async () => {
  const home = new Home().hub();
  const account = home.account("Home", undefined, { workers_total: 1 });
  const worker = home.worker(account, "a", "a", "online", 100);
  home.hass.entities[home.id(worker, "online")].hidden = true;
  assert.deepEqual(listed(await groupsOf(home.hass, accountOf(home), "x")), { online: ["a"] });
});

/** A farm with one worker that has a device. Only the integration knows the others. */
const farm = (rows) => {
  const home = new Home().hub();
  const account = home.account("Farm", undefined, { workers_total: rows.length });
  const device = home.worker(account, "known", "Known", "online", 120);
  answering(home, rows);
  return { home, account, device };
};

test("workers without a device are requested, and those with one keep it", async () => {
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
