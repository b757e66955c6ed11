// @ts-check
/** What an account earned and was paid, over its whole life. */
import { DOMAIN } from "./accounts.js";
import { bar, CELLS, heading, section, statistics, table, tile, tileIfKnown, known } from "./cards.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const CHANGE = { stat_types: ["change"], chart_type: "bar" };

/** @param {Account} account @param {"earned" | "paid"} what */
const statisticId = (account, what) => `${DOMAIN}:${what}_${account.key}`;

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const graphs = (account, t) => {
  const earned = { entity: statisticId(account, "earned"), name: t.earned, color: "amber" };
  const paid = { entity: statisticId(account, "paid"), name: t.paid, color: "green" };
  return [
    ...statistics([earned], { ...CHANGE, title: t.per_day, period: "day", days_to_show: 31 }),
    ...statistics([earned, paid], { ...CHANGE, title: t.per_month, period: "month", days_to_show: 365 }),
    ...statistics([earned, paid], { ...CHANGE, title: t.per_year, period: "year", days_to_show: 4 * 365 }),
  ];
};

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const calendar = (account, t) =>
  /** @type {[string, string, number][]} */ ([
    [t.this_month, "month", 0],
    [t.last_month, "month", -1],
    [t.this_year, "year", 0],
    [t.last_year, "year", -1],
  ]).map(([name, period, offset]) => ({
    type: "statistic",
    entity: statisticId(account, "earned"),
    name,
    icon: "mdi:calendar",
    stat_type: "change",
    period: { calendar: { period, offset } },
    grid_options: { columns: 6 },
  }));

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const payout = ({ entities }, t) => [
  heading(t.payout, "mdi:bank-transfer", { heading_style: "subtitle" }),
  ...tile(entities.unpaid, { color: "amber" }),
  ...(entities.payout_progress ? bar(entities.payout_progress, 100, { color: "amber", visibility: [known(entities.payout_progress)] }) : []),
  ...tileIfKnown(entities.payout_expected, { color: "amber" }),
  ...tile(entities.estimated_next_block, { color: "amber" }),
  ...tile(entities.earnings_luck_30d, { color: "blue" }),
  ...tile(entities.window_fill, { color: "blue" }),
];

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const lists = ({ entities }, t) => {
  const time = { title: t.time, value: CELLS.time };
  const amount = { title: t.amount, value: CELLS.satoshis("amount"), right: true };
  const words = { coinbase: t.coinbase, on_chain: t.on_chain, lightning: t.lightning };
  const kind = { title: t.kind, value: CELLS.word("kind", words) };
  return [
    heading(t.last_payouts, "mdi:cash-multiple", { heading_style: "subtitle" }),
    ...table(entities.last_payout, "recent_payouts", [time, kind, amount], t.nothing_yet),
    heading(t.credited_blocks, "mdi:cube-outline", { heading_style: "subtitle" }),
    ...table(entities.last_earning, "recent_earnings", [time, amount], t.nothing_yet),
  ];
};

/**
 * The cards of one account's earnings.
 *
 * @param {Account} account @param {Texts} t @param {boolean} recorded
 */
export const earningsCards = (account, t, recorded) => [
  heading(account.name, "mdi:cash-multiple"),
  ...tile(account.entities.earned_today, { color: "amber" }),
  ...tile(account.entities.earned_7d, { color: "amber" }),
  ...tile(account.entities.earned_total, { color: "amber" }),
  ...tile(account.entities.paid_total, { color: "green" }),
  ...(recorded ? calendar(account, t) : []),
  ...payout(account, t),
];

/**
 * @param {Account[]} accounts @param {Texts} t @param {boolean} recorded
 */
export const earnings = (accounts, t, recorded) =>
  accounts.flatMap((account) => [
    ...section(earningsCards(account, t, recorded)),
    ...(recorded ? section([heading(t.earned, "mdi:chart-bar"), ...graphs(account, t)]) : []),
    ...section(lists(account, t)),
  ]);
