// @ts-check
/**
 * Days, months and years in Home Assistant's time zone, in which its sensors count: pure.
 *
 * A period is the beginning of a date: `2026-11-30`, `2026-11`, `2026`, or nothing for all
 * time. Its parts are its hours, days, months or years: the next digits of the date.
 */
import { languageOf } from "./texts.js";

/** A row of statistics: its start in milliseconds, and what was added in it. @typedef {{ start: number, change?: number | null }} Row */

/** @typedef {"day" | "month" | "year" | "all"} Span */

/** By span: the length of a period's date, and the statistics of its parts. @type {Record<Span, { length: number, period: string }>} */
const SPANS = {
  day: { length: 10, period: "hour" },
  month: { length: 7, period: "day" },
  year: { length: 4, period: "month" },
  all: { length: 0, period: "year" },
};

export const NAMES = /** @type {Span[]} */ (Object.keys(SPANS));

const DAY = 24 * 3600 * 1000;

/** The first year of the pool. */
const FIRST_YEAR = 2023;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {number} time in milliseconds @param {string | undefined} zone @returns {string} such as `2026-11-30T14` */
export const localTime = (time, zone) => {
  const known = formats.get(zone ?? "");
  const format =
    known ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      hourCycle: "h23",
    });
  formats.set(zone ?? "", format);
  const parts = Object.fromEntries(format.formatToParts(time).map((one) => [one.type, one.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}`;
};

/** @param {Span} span @param {number} now @param {string | undefined} zone @returns the period that contains a time */
export const periodAt = (span, now, zone) => localTime(now, zone).slice(0, SPANS[span].length);

/** @param {string} period @returns {Span} */
export const spanOf = (period) => NAMES.find((one) => SPANS[one].length === period.length) ?? "all";

/** @param {string} period @returns {[number, number, number]} the year, month and day of its start; months begin with 0 */
const startOf = (period) => {
  const [year, month = 1, day = 1] = period.split("-").map(Number);
  return [year || FIRST_YEAR, month - 1, day];
};

/** @param {string} period @param {number} step @returns {number} the start of a later or earlier one, as if in UTC */
const stepped = (period, step) => {
  const [year, month, day] = startOf(period);
  const { length } = SPANS[spanOf(period)];
  return Date.UTC(year + (length === 4 ? step : 0), month + (length === 7 ? step : 0), day + (length === 10 ? step : 0));
};

/** @param {string} period @param {number} step @returns the next or the previous period */
export const neighbour = (period, step) => localTime(stepped(period, step), "UTC").slice(0, period.length);

/**
 * Return what to request of the recorder: a day more at both ends, because a date has no
 * time zone. `partsOf` leaves out what does not belong to the period.
 *
 * @param {string} period @param {number} now
 */
export const requestOf = (period, now) => {
  const { period: parts } = SPANS[spanOf(period)];
  const end = period === "" ? now : stepped(period, 1);
  return {
    start_time: new Date(stepped(period, 0) - DAY).toISOString(),
    end_time: new Date(end + DAY).toISOString(),
    period: parts,
  };
};

/** @param {string} period @param {string} latest the present year @returns {string[]} the names of its parts */
const namesOf = (period, latest) => {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const [year, month] = startOf(period);
  switch (spanOf(period)) {
    case "day":
      return Array.from({ length: 24 }, (_, hour) => `${period}T${two(hour)}`);
    case "month":
      return Array.from({ length: new Date(Date.UTC(year, month + 1, 0)).getUTCDate() }, (_, day) => `${period}-${two(day + 1)}`);
    case "year":
      return Array.from({ length: 12 }, (_, number) => `${period}-${two(number + 1)}`);
    default:
      return Array.from({ length: Number(latest) - FIRST_YEAR + 1 }, (_, number) => String(FIRST_YEAR + number));
  }
};

/**
 * Return what was added in each part of a period. An hour that a clock repeats is one part.
 *
 * @param {Row[]} rows @param {string} period @param {number} now @param {string | undefined} zone
 * @returns {{ name: string, amount: number }[]}
 */
export const partsOf = (rows, period, now, zone) => {
  const names = namesOf(period, periodAt("year", now, zone));
  const amounts = new Map(names.map((one) => [one, 0]));
  for (const { start, change } of rows) {
    const name = localTime(start, zone).slice(0, names[0].length);
    const before = amounts.get(name);
    if (before !== undefined) amounts.set(name, before + (change ?? 0));
  }
  return names.map((name) => ({ name, amount: amounts.get(name) ?? 0 }));
};

/** How a date of a length is written. @type {Record<number, Intl.DateTimeFormatOptions>} */
const STYLES = {
  13: { hour: "2-digit", minute: "2-digit" },
  10: { day: "numeric", month: "long", year: "numeric" },
  7: { month: "long", year: "numeric" },
  4: { year: "numeric" },
};

/**
 * Return a period, or a part of one, in the language of our texts.
 *
 * @param {string} name @param {string} language
 */
export const written = (name, language) => {
  const hour = name.length === 13 ? Number(name.slice(11)) : 0;
  const [year, month, day] = startOf(name.slice(0, 10));
  return new Intl.DateTimeFormat(languageOf(language), { ...STYLES[name.length], timeZone: "UTC" }).format(
    Date.UTC(year, month, day, hour),
  );
};
