// @ts-check
/** What a kilowatt-hour brings and costs, now and in the slots whose prices are known: pure. */
import { localTime } from "./periods.js";
import { DOT } from "./sentence.js";
import { filled } from "./texts.js";

/**
 * @typedef {import("./format.js").Formats} Formats
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {import("./sentence.js").Level} Level
 *
 * A span of time with one price per kWh. Times are in milliseconds.
 * @typedef {{ start: number, end: number, price: number, pays: boolean }} Slot
 *
 * What is known now, per kWh in `currency`; what is not known is null.
 * @typedef {object} Facts
 * @property {string} currency
 * @property {number | null} value what mining brings
 * @property {number} heat what its heat is worth
 * @property {number | null} price
 * @property {boolean | null} pays as the account decides, by its margins and minimum times
 * @property {Date | null} since when it does so
 * @property {Slot[]} slots
 */

const HOUR = 3600_000;

/** The hours between two marks of the time. */
const TICK = 12;

/** The least distance of two marks on the axis of prices, in percent. */
const APART = 12;

/** The least height of a bar, in percent: a price of zero pays, too. */
const LEAST = 1.5;

/** @param {number} share of the whole @returns {string} a percentage of CSS */
const percent = (share) => `${(100 * share).toFixed(2)}%`;

/** @param {Slot[]} slots @param {number} time @returns {Slot | undefined} the slot that contains it */
export const slotAt = (slots, time) => slots.find((one) => one.start <= time && time < one.end);

/**
 * Return when the decision changes by the known prices, and whether it does: at the end of
 * what is known, or before a gap, nobody knows. Null if the present price says otherwise.
 *
 * @param {Slot[]} slots in their order @param {number} now @param {boolean} pays
 * @returns {{ time: number, changes: boolean } | null}
 */
export const changeOf = (slots, now, pays) => {
  let last = slotAt(slots, now);
  if (last?.pays !== pays) return null;
  for (const slot of slots.slice(slots.indexOf(last) + 1)) {
    if (slot.start !== last.end) break;
    if (slot.pays !== pays) return { time: slot.start, changes: true };
    last = slot;
  }
  return { time: last.end, changes: false };
};

/** @param {Facts} facts @returns {number | null} what is left of a kWh */
const leftOf = ({ value, heat, price }) => (value === null || price === null ? null : value + heat - price);

/**
 * Say whether mining pays now, by how much, since when and until when.
 *
 * @param {Facts} facts @param {Texts} t @param {Formats} f @param {Date} now
 * @returns {{ level: Level, headline: string, detail: string }}
 */
export const verdict = (facts, t, f, now) => {
  const { energy: e } = t;
  const { pays, since, currency } = facts;
  const left = leftOf(facts);
  if (pays === null) return { level: "calm", headline: e.not_known, detail: "" };
  // A margin or a minimum time decides otherwise than the amounts.
  const waits = left !== null && (pays ? left < 0 : left > 0);
  const change = waits ? null : changeOf(facts.slots, now.getTime(), pays);
  const amount = left === null ? "" : filled(left < 0 ? e.missing : e.left, { amount: f.price(Math.abs(left), currency) });
  const begun = since && filled(e.since, { time: f.near(since, now) });
  const end = change && filled(change.changes ? e.until : e.at_least, { time: f.near(new Date(change.time), now) });
  return {
    level: pays ? "good" : "warn",
    headline: pays ? e.pays : e.pays_not,
    detail: [amount, waits && e.waits, begun, end].filter(Boolean).join(DOT),
  };
};

/**
 * Return the places of amounts on one scale that contains zero: where each begins, and how
 * long it is.
 *
 * @param {(number | null)[]} amounts @returns {({ start: string, length: string } | null)[]}
 */
export const barsOf = (amounts) => {
  const known = amounts.filter((one) => one !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const whole = high - low || 1;
  return amounts.map((one) =>
    one === null
      ? null
      : { start: percent((Math.min(0, one) - low) / whole), length: percent(Math.abs(one) / whole) },
  );
};

/**
 * Return the marks on the axis of time: each midnight with the day's name, and each noon.
 *
 * @param {number} start @param {number} end @param {Formats} f
 */
const ticksOf = (start, end, f) => {
  const ticks = [];
  for (let time = Math.ceil(start / HOUR) * HOUR; time < end; time += HOUR) {
    const hour = Number(localTime(time, f.zone).slice(-2));
    const when = new Date(time);
    if (hour % TICK === 0)
      ticks.push({ place: percent((time - start) / (end - start)), text: hour ? f.time(when) : f.weekday(when) });
  }
  return ticks;
};

/**
 * Return the shapes of a chart of prices, as CSS. Bars of slots that pay are one shape and
 * those of the others another one; there is nothing where no price is known.
 *
 * @param {Slot[]} slots at least one, in their order @param {number | null} line a price to draw
 * across @param {number} now @param {Formats} f
 */
export const chartOf = (slots, line, now, f) => {
  const [start, end] = [slots[0].start, slots[slots.length - 1].end];
  const prices = [0, line ?? 0, ...slots.map((one) => one.price)];
  const [bottom, top] = [Math.min(...prices), Math.max(...prices)];
  const height = (/** @type {number} */ price) => (100 * (top - price)) / (top - bottom || 1);
  const across = (/** @type {number} */ time) => percent(Math.min(1, Math.max(0, (time - start) / (end - start))));
  const zero = height(0);
  const bar = (/** @type {Slot} */ slot) => {
    const reach = height(slot.price) - zero;
    const edge = (zero + Math.sign(slot.price < 0 ? 1 : -1) * Math.max(LEAST, Math.abs(reach))).toFixed(2);
    const [left, right] = [across(slot.start), across(slot.end)];
    return `${left} ${zero.toFixed(2)}%,${left} ${edge}%,${right} ${edge}%,${right} ${zero.toFixed(2)}%`;
  };
  const shape = (/** @type {boolean} */ pays) =>
    `clip-path: polygon(${slots.filter((one) => one.pays === pays).map(bar).join(",") || "0 0"})`;
  const levels = [top, 0, bottom].filter((one, place) => place === 1 || Math.abs(height(one) - zero) > APART);
  return {
    start,
    end,
    paying: shape(true),
    others: shape(false),
    zero: `${zero.toFixed(2)}%`,
    line: line === null ? null : `${height(line).toFixed(2)}%`,
    now: across(now),
    levels: levels.map((price) => ({ price, top: `${height(price).toFixed(2)}%` })),
    ticks: ticksOf(start, end, f),
    /** The place of a slot, as CSS. @param {Slot} slot */
    placeOf: (slot) => `left: ${across(slot.start)}; width: ${percent((slot.end - slot.start) / (end - start))}`,
  };
};
