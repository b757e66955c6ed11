/** Numbers, amounts and times as the user chose them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { formatsOf } from "../../custom_components/ocean_xyz/frontend/format.js";

const formats = (language, more = {}, zone = "Europe/Berlin") =>
  formatsOf({ language, locale: { language, time_zone: "server", ...more }, config: { time_zone: zone } });
const plain = (text) => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll("’", "'");
const said = (expected, actual) => assert.equal(plain(actual), expected);
const EVENING = new Date("2026-11-26T21:36:00Z");

test("a hashrate has the unit and the digits that fit its size", () => {
  const { hashrate } = formats("en");
  said("1.21 TH/s", hashrate(1.2099));
  said("0.5 TH/s", hashrate(0.5));
  said("94.7 TH/s", hashrate(94.71));
  said("716 TH/s", hashrate(716.12));
  said("95 TH/s", hashrate(94.71, 2));
  said("9,876 TH/s", hashrate(9876.4));
  said("10 PH/s", hashrate(10_000));
  said("28.5 PH/s", hashrate(28_512));
  said("0 TH/s", hashrate(0));
  said("28,5 PH/s", formats("de").hashrate(28_512));
});

test("an amount is in sat, and in BTC from ten million", () => {
  const { amount } = formats("en");
  said("9,999,999 sat", amount(9_999_999));
  said("0.1000 BTC", amount(10_000_000));
  said("-0.1000 BTC", amount(-10_000_000));
  said("13,000 sat", amount(13_000.4));
});

test("money has the digits that fit its size", () => {
  const { money } = formats("en");
  said("0.03 EUR", money(0.03, "EUR"));
  said("0.0042 EUR", money(0.0042, "EUR"));
  said("-0.25 EUR", money(-0.252, "EUR"));
  said("0.30 EUR", money(0.3, "EUR"));
  said("0.00 EUR", money(0, "EUR"));
  said("0.00 EUR", money(1e-9, "EUR"));
  said("3.10 EUR", money(3.1, "EUR"));
  said("22.35 EUR", money(22.351, "EUR"));
  said("1,240 EUR", money(1240.2, "EUR"));
  said("1.240 EUR", formats("de").money(1240.2, "EUR"));
});

test("numbers follow the choice in the profile, not only the language", () => {
  const written = (choice) => plain(formats("en", { number_format: choice }).number(1234567.5));
  assert.equal(written("language"), "1,234,567.5");
  assert.equal(written("decimal_comma"), "1.234.567,5");
  assert.equal(written("space_comma"), "1 234 567,5");
  assert.equal(written("quote_decimal"), "1'234'567.5");
  assert.equal(written("comma_decimal"), "1,234,567.5");
  assert.equal(written("none"), "1234567.5");
  assert.equal(written("system"), plain(new Intl.NumberFormat().format(1234567.5)));
});

test("times follow the time zone and the clock of the profile", () => {
  assert.equal(formats("de").time(EVENING), "22:36");
  said("10:36 PM", formats("en", {}).time(EVENING));
  assert.equal(formats("en", { time_format: "24" }).time(EVENING), "22:36");
  said("10:36 PM", formats("de", { time_format: "12" }).time(EVENING).toUpperCase());
  assert.equal(formats("de", {}, "America/New_York").time(EVENING), "16:36");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const local = formats("de", { time_zone: "local", time_format: "system" });
  assert.equal(local.date(EVENING), formats("de", {}, here).date(EVENING));
});

test("dates follow the language or the order of the profile", () => {
  assert.equal(formats("de").date(EVENING), "26.11.2026");
  assert.equal(formats("en").date(EVENING), "11/26/2026");
  assert.equal(formats("en-GB").date(EVENING), "26/11/2026");
  assert.equal(formats("de", { date_format: "YMD" }).date(EVENING), "2026.11.26");
  assert.equal(formats("en", { date_format: "DMY" }).date(EVENING), "26/11/2026");
  assert.equal(formats("de").dateTime(EVENING), "26.11.2026 22:36");
});

test("a moment of today is a time, others have their day", () => {
  const { moment } = formats("de");
  assert.equal(moment(EVENING, new Date("2026-11-26T22:59:00Z")), "22:36");
  // In Berlin the next day has begun.
  assert.equal(moment(EVENING, new Date("2026-11-26T23:01:00Z")), "26.11.2026 22:36");
});

test("spans of time are whole words with the right plural and case", () => {
  said("6 days", formats("en").duration(6 * 86400 + 4000));
  said("1 minute", formats("en").duration(61));
  said("3 months", formats("en").duration(92 * 86400));
  said("3 years", formats("en").duration(1175 * 86400));
  said("36 Stunden", formats("de").duration(36 * 3600));
  assert.equal(formats("de").relative(6 * 86400), "in 6 Tagen");
  assert.equal(formats("fr").relative(-86400 * 3), "il y a 3 jours");
  assert.equal(formats("pt-BR").relative(3600), "em 1 hora");
});

test("lists and plurals are in the language of our texts", () => {
  assert.equal(formats("de").list(["a", "b", "c"]), "a, b und c");
  assert.equal(formats("en").plural(1, { one: "a machine", other: "machines" }), "a machine");
  assert.equal(formats("fr").plural(0, { one: "machine", other: "machines" }), "machine");
  assert.equal(formats("es").plural(1_000_000, { one: "a", other: "b" }), "b");
  // We have no texts in Hebrew: the words are English.
  assert.equal(formats("he").relative(6 * 86400), "in 6 days");
});

test("formats are made once for each locale", () => {
  const hass = { language: "de", locale: { language: "de" }, config: { time_zone: "UTC" } };
  assert.equal(formatsOf(hass), formatsOf({ ...hass }));
  assert.notEqual(formatsOf(hass), formatsOf({ ...hass, config: { time_zone: "Asia/Tokyo" } }));
  assert.notEqual(formatsOf({ language: "de" }).list, formatsOf({ language: "fr" }).list);
});
