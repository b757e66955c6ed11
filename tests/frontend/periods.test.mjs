/** Days, months and years in the time zone of Home Assistant. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  localTime,
  neighbour,
  partsOf,
  periodAt,
  requestOf,
  spanOf,
  written,
} from "../../custom_components/ocean_xyz/frontend/periods.js";

const NOW = Date.parse("2026-11-30T23:30:00Z");
const HOUR = 3600_000;

test("a time belongs to the day that it has at home", () => {
  assert.equal(localTime(NOW, "Europe/Berlin"), "2026-12-01T00");
  assert.equal(periodAt("day", NOW, "America/New_York"), "2026-11-30");
  assert.equal(periodAt("month", NOW, "Europe/Berlin"), "2026-12");
  assert.equal(periodAt("year", NOW, "UTC"), "2026");
  assert.equal(periodAt("all", NOW, "UTC"), "");
  assert.equal(localTime(NOW, undefined).length, 13);
});

test("there is a period before and after each", () => {
  assert.equal(neighbour("2026-03-01", -1), "2026-02-28");
  assert.equal(neighbour("2026-12", 1), "2027-01");
  assert.equal(neighbour("2026-01", -1), "2025-12");
  assert.equal(neighbour("2026", -1), "2025");
  assert.deepEqual(["2026-11-30", "2026-11", "2026", ""].map(spanOf), ["day", "month", "year", "all"]);
});

test("what is requested covers the period in each time zone", () => {
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
    for (const period of ["2026-11-30", "2026-11", "2026"]) {
      const { start_time: start, end_time: end } = requestOf(period, NOW);
      assert.ok(localTime(Date.parse(start), zone).slice(0, period.length) < period, period);
      assert.ok(localTime(Date.parse(end), zone).slice(0, period.length) > period, period);
    }
  assert.deepEqual(
    ["2026-11-30", "2026-11", "2026", ""].map((one) => requestOf(one, NOW).period),
    ["hour", "day", "month", "year"],
  );
  assert.ok(requestOf("", NOW).start_time < "2023-01-01");
  assert.ok(Date.parse(requestOf("", NOW).end_time) > NOW);
});

/** One satoshi in each hour. */
const hourly = (start, hours) =>
  Array.from({ length: hours }, (_, hour) => ({ start: Date.parse(start) + hour * HOUR, change: 1 }));

test("a period has all its parts, and only what is its own", () => {
  const rows = hourly("2026-11-28T00:00:00Z", 72);
  const day = partsOf(rows, "2026-11-29", NOW, "Europe/Berlin");
  assert.equal(day.length, 24);
  assert.ok(day.every((one) => one.amount === 1));
  const month = partsOf(rows, "2026-11", NOW, "UTC");
  assert.equal(month.length, 30);
  assert.deepEqual(month.slice(26).map((one) => one.amount), [0, 24, 24, 24]);
  assert.equal(partsOf(rows, "2028-02", NOW, "UTC").length, 29);
  const year = partsOf(rows, "2026", NOW, "UTC");
  assert.deepEqual([year.length, year[10]], [12, { name: "2026-11", amount: 72 }]);
  assert.deepEqual(partsOf(rows, "", NOW, "UTC").at(-1), { name: "2026", amount: 72 });
  assert.equal(partsOf([{ start: NOW, change: null }], "2026", NOW, "UTC")[10].amount, 0);
});

test("an hour that the clock repeats is one part, and one that it skips is empty", () => {
  const autumn = partsOf(hourly("2026-10-24T22:00:00Z", 25), "2026-10-25", NOW, "Europe/Berlin");
  assert.equal(autumn[2].amount, 2);
  assert.equal(autumn.reduce((sum, one) => sum + one.amount, 0), 25);
  const spring = partsOf(hourly("2026-03-28T23:00:00Z", 23), "2026-03-29", NOW, "Europe/Berlin");
  assert.equal(spring[2].amount, 0);
  assert.equal(spring.reduce((sum, one) => sum + one.amount, 0), 23);
});

test("a period is written in the user's language", () => {
  assert.equal(written("2026-11", "de"), "November 2026");
  assert.equal(written("2026-11-30", "fr"), "30 novembre 2026");
  assert.equal(written("2026", "en"), "2026");
  assert.equal(written("2026-11", "he"), "November 2026");
  assert.equal(written("2026-11-30T09", "de"), "09:00");
});
