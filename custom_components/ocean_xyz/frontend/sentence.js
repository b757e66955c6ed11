// @ts-check
/**
 * What an account does and earns, in one sentence: pure.
 *
 * It says only what is known now. Without live data it does not say that a machine mines,
 * and a figure whose entity is disabled or hidden is left out.
 */
import { filled } from "./texts.js";

/**
 * @typedef {import("./farm.js").Row} Row
 * @typedef {import("./format.js").Formats} Formats
 * @typedef {import("./texts.js").Texts} Texts
 *
 * Amounts in money are in `currency`, others in sat; hashrates in TH/s. What is not known
 * is null.
 * @typedef {object} Facts
 * @property {string | null} status the state of the data
 * @property {boolean} loading whether the integration may only just be starting
 * @property {{ online: number, offline: number, total: number } | null} counts
 * @property {Row[] | null} troubles the workers that are offline, low or off on purpose,
 * without those that the user hides
 * @property {string | null} currency
 * @property {number | null} revenue money per day
 * @property {number | null} expected sat per day
 * @property {number | null} hashprice money per day and TH/s
 * @property {number | null} profit money per day, if mining does not pay
 * @property {string | null} method how the next payout comes
 * @property {Date | null} payout
 * @property {boolean} due whether only OCEAN decides when the payout comes
 * @property {number | null} unpaid
 *
 * How urgent it is: `calm` says nothing of the machines.
 * @typedef {"bad" | "warn" | "good" | "calm"} Level
 * @typedef {{ level: Level, headline: string, detail: string }} Sentence
 */

/** The balance from which OCEAN pays on chain, in sat. */
const THRESHOLD = 1_048_576;

/** The most names in a sentence. */
const NAMES = 4;

/** Machines that went offline within this time have one time in the sentence. */
const TOGETHER = 10 * 60_000;

const HOUR = 3600;

/** Amounts of money from here on have no cents. */
const WHOLE = 10;

/** Isolates a name from the direction of the text around it. @param {string} name */
const isolated = (name) => `\u2068${name}\u2069`;

/** Stands at the end of a line and not at its beginning. */
export const DOT = "\u00a0· ";

/** @param {string[]} parts */
const joined = (parts) => parts.filter(Boolean).join(DOT);

/** @param {(string | false | null)[]} parts */
const inBrackets = (parts) => {
  const known = parts.filter(Boolean);
  return known.length ? ` (${known.join(", ")})` : "";
};

/**
 * Return the functions that write the parts of a sentence.
 *
 * @param {Facts} facts @param {Texts} t @param {Formats} f @param {Date} now
 */
const writer = (facts, t, f, now) => {
  const { sentence: s } = t;
  const count = (/** @type {number} */ number) => f.number(number);

  /** @param {import("./accounts.js").Status} status */
  const those = (status) => facts.troubles?.filter((one) => one.status === status) ?? [];

  /** @param {Row[]} workers */
  const names = (workers) => {
    const most = workers.length > NAMES ? NAMES - 1 : NAMES;
    const listed = workers.slice(0, most).map((one) => isolated(one.name));
    const left = workers.length - listed.length;
    return f.list([...listed, ...(left > 0 ? [filled(f.plural(left, s.more), { count: count(left) })] : [])]);
  };

  /** @param {number | null} money @param {number | null} sat */
  const perDay = (money, sat) => {
    if (money !== null && facts.currency !== null)
      return filled(s.per_day, { amount: f.money(money, facts.currency, WHOLE) });
    return sat === null ? null : filled(s.per_day, { amount: f.amount(sat) });
  };

  /** What all of them lack; null unless it is known of each. @param {Row[]} workers */
  const loss = (workers) =>
    workers.some((one) => one.lost === null) ? null : workers.reduce((sum, one) => sum + (one.lost ?? 0), 0);

  /** @param {Row[]} workers @returns when they went offline, if they did it together */
  const since = (workers) => {
    const times = workers.map((one) => Date.parse(one.since ?? ""));
    const [first, last] = [Math.min(...times), Math.max(...times)];
    return last - first <= TOGETHER ? f.moment(new Date(first), now) : null;
  };

  const offline = () => {
    const workers = those("offline");
    const total = facts.counts?.offline ?? 0;
    if (facts.troubles === null && total > 0)
      return filled(s.offline, { names: filled(f.plural(total, s.machines), { count: count(total) }) });
    if (!workers.length) return "";
    const lost = loss(workers);
    const cost = lost !== null && facts.hashprice !== null ? lost * facts.hashprice : null;
    const time = since(workers);
    const text =
      time === null
        ? filled(s.offline, { names: names(workers) })
        : filled(s.offline_since, { names: names(workers), time });
    return text + inBrackets([lost !== null && f.hashrate(lost, 2), perDay(cost, null)]);
  };

  const low = () => {
    const workers = those("low");
    if (!workers.length) return "";
    const lost = loss(workers);
    const text = filled(f.plural(workers.length, s.low), { names: names(workers) });
    return text + inBrackets([lost !== null && lost > 0 && filled(s.less, { hashrate: f.hashrate(lost, 2) })]);
  };

  const paused = () => {
    const workers = those("paused");
    return workers.length ? filled(f.plural(workers.length, s.paused), { names: names(workers) }) : "";
  };

  const mining = () => {
    const { online, offline: off, total } = facts.counts ?? { online: 0, offline: 0, total: 0 };
    if (online === total) return filled(f.plural(total, s.mine), { count: count(total) });
    if (online > 0) return filled(s.some, { online: count(online), total: count(total) });
    return f.plural(total, off > 0 ? s.none : s.all_paused);
  };

  const unprofitable = () =>
    facts.profit === null || facts.profit >= 0 || facts.currency === null
      ? ""
      : filled(s.unprofitable, { amount: f.money(-facts.profit, facts.currency, WHOLE) });

  const payout = () => {
    const { method, unpaid } = facts;
    const amount = unpaid === null ? "" : f.amount(unpaid);
    if (method === "needs_lightning") return unpaid === null ? "" : filled(s.needs_lightning, { amount });
    if (facts.due && method === "on_chain") return unpaid === null ? "" : filled(s.payout_due, { amount });
    if (facts.payout === null) return "";
    const seconds = (facts.payout.getTime() - now.getTime()) / 1000;
    const when = f.relative(Math.max(seconds, HOUR));
    if (method === "lightning") return filled(s.payout_lightning, { when });
    if (method !== "on_chain" || unpaid === null) return filled(s.payout, { when });
    return filled(s.payout_from, { when, part: f.number(unpaid), whole: f.amount(THRESHOLD) });
  };

  const income = () => perDay(facts.revenue, facts.expected) ?? "";
  return { income, low, mining, offline, paused, payout, unprofitable };
};

/** @param {string} text its first letter is a capital one, unless a name begins it */
const begun = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Return the sentence about an account.
 *
 * @param {Facts} facts @param {Texts} t @param {Formats} f @param {Date} now
 * @returns {Sentence | null} null if nothing is known that it may say
 */
export const sentence = (facts, t, f, now) => {
  const { sentence: s } = t;
  const write = writer(facts, t, f, now);
  const owed = joined([write.income(), write.payout()]);
  const say = (/** @type {Level} */ level, /** @type {string} */ headline, detail = owed) => ({
    level,
    headline: begun(headline),
    detail,
  });
  const { counts, status, troubles } = facts;
  switch (status) {
    case null:
      return owed ? say("calm", owed, "") : null;
    case "unavailable":
      return facts.loading ? say("calm", s.loading, "") : say("warn", s.not_running, "");
    case "unknown":
      return say("calm", s.waiting, "");
    case "unknown_account":
      return say("warn", s.unknown_account, s.how_to_begin);
    case "unreachable":
      return say("warn", s.unreachable, "");
    case "stale":
      return say("warn", s.stale);
    case "web_page":
      return say("warn", s.web_page);
  }
  if (counts?.total === 0) return say("calm", s.no_machines, s.how_to_begin);
  const bad = write.offline();
  const doubtful = [write.low(), write.unprofitable()];
  const rest = counts ? [write.mining(), counts.online > 0 ? write.paused() : ""] : [];
  if (bad || (status === "idle" && !counts))
    return say("bad", joined([bad || f.plural(2, s.none), ...doubtful]), joined([...rest, owed]));
  if (joined(doubtful)) return say("warn", joined(doubtful), joined([...rest, owed]));
  if (!counts) return owed ? say("calm", owed, "") : null;
  const all = counts.online === counts.total || (troubles !== null && counts.online > 0);
  return say(all ? "good" : "calm", joined(rest));
};
