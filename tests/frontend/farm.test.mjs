/** The workers of an account as rows, with and without devices. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { survey } from "../../custom_components/ocean_xyz/frontend/accounts.js";
import { classes, displayName, found, rowsOf } from "../../custom_components/ocean_xyz/frontend/farm.js";
import { Home } from "./home.mjs";

const rowsIn = (home, listed = []) =>
  rowsOf(home.hass, survey(home.hass).accounts[0], listed, "Default worker");

/** A worker as the integration lists it. */
const listed = (name, status = "online", more = {}) => ({
  name,
  status,
  hashrate_10800s: 90,
  last_share: null,
  offline_since: null,
  hashrate_lost: null,
  ...more,
});

const names = (rows) => rows.map((one) => one.name);

test("what needs attention comes first, then names as people count", () => {
  const home = new Home().hub();
  home.account("Home");
  const statuses = ["online", "paused", "low", "offline", null];
  const rows = rowsIn(home, [
    ...statuses.map((status) => listed(`rig-${status}`, status)),
    listed("rig-10"),
    listed("rig-2"),
  ]);
  assert.deepEqual(names(rows), ["rig-offline", "rig-low", "rig-null", "rig-paused", "rig-2", "rig-10", "rig-online"]);
  assert.equal(rows[2].status, "unknown");
});

test("a worker has the name of its device, and a tap shows its hashrate", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  const device = home.worker(account, "known", "My rig", "offline", 0);
  const since = "2026-11-30T06:36:00+00:00";
  const lost = { offline_since: since, hashrate_lost: 95, last_share: since };
  const [row, bare] = rowsIn(home, [listed("known", "offline", lost), listed("", "online")]);
  assert.deepEqual(row, {
    name: "My rig",
    status: "offline",
    hashrate: 90,
    since,
    lost: 95,
    lastShare: since,
    entity: home.id(device, "hashrate_10800s"),
  });
  assert.equal(bare.name, "Default worker");
  assert.equal(bare.entity, undefined);
});

test("while the integration does not list them, devices say what they know", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  const [first, second] = ["a", "b"].map((name) => home.worker(account, name, name, "online", 100));
  home.entity(first, "last_share", "2026-11-30T06:36:00+00:00");
  home.entity(second, "last_share", "unavailable");
  const rows = rowsIn(home);
  assert.deepEqual(names(rows), ["a", "b"]);
  assert.deepEqual(rows.map((one) => one.lastShare), ["2026-11-30T06:36:00+00:00", null]);
  assert.deepEqual([rows[0].status, rows[0].hashrate, rows[0].since], ["online", 100, null]);
});

test("a worker that is gone is shown while it has a device, and a hidden one never", () => {
  const home = new Home().hub();
  const account = home.account("Home");
  home.worker(account, "kept", "kept", "unavailable", "unavailable");
  const hidden = home.worker(account, "hidden", "hidden", "online", 100);
  for (const one of Object.values(home.hass.entities))
    if (one.device_id === hidden) one.hidden = true;
  const rows = rowsIn(home, [listed("kept", "gone"), listed("gone", "gone"), listed("hidden")]);
  assert.deepEqual(rows.map((one) => [one.name, one.status]), [["kept", "unknown"]]);
});

test("a worker is found by a part of its name, whatever the case", () => {
  const home = new Home().hub();
  home.account("Home");
  const rows = rowsIn(home, [listed("S21-attic"), listed("s19-shed")]);
  assert.deepEqual(names(found(rows, " s21 ")), ["S21-attic"]);
  assert.equal(found(rows, "").length, 2);
  assert.deepEqual(found(rows, ".*"), []);
});

test("names from the internet lose characters that turn or hide text, and are cut", () => {
  assert.equal(displayName("a\u202eb\u0000c\n\td", "x"), "a b c d");
  assert.equal(displayName(" \u200b ", "Default worker"), "Default worker");
  assert.equal(displayName("Grüße-日本-⛏️", "x"), "Grüße-日本-⛏️");
  const long = displayName("⛏".repeat(191), "x");
  assert.equal([...long].length, 64);
  assert.ok(long.endsWith("…"));
});

const mining = (rates, status = "online") => rates.map((hashrate) => ({ status, hashrate }));

test("hashrates are counted in classes that leave none out", () => {
  const rates = [0, null, 89, 90, 100.5, 150, 229.9, 240];
  const counted = classes(mining(rates));
  assert.equal(counted.reduce((sum, one) => sum + one.count, 0), 6);
  for (const { from, to, count } of counted) {
    const within = rates.filter((one) => one > 0 && one >= from && (one < to || (one === 240 && to === 240)));
    assert.equal(within.length, count);
  }
  assert.deepEqual(counted.map((one) => one.from), counted.map((one) => one.from).toSorted((a, b) => b - a));
  assert.deepEqual(classes(mining([0, 0])), []);
  assert.equal(classes(mining([60, 60, 60]))[0].count, 3);
});

test("only workers that mine are counted: the average of others holds former work", () => {
  const rows = ["online", "low", "offline", "paused", "unknown"].flatMap((status) => mining([60], status));
  assert.equal(classes(rows)[0].count, 2);
});
