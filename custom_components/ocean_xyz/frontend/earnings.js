// @ts-check
/** Earnings and payouts over an account's whole life. */
import { statisticIdOf } from "./ids.js";
import { CELLS, divider, FULL, heading, section, statistics, subheading, table, tilesOf } from "./cards.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const ADDED = { stat_types: ["change"], chart_type: "bar" };

/**
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 * @returns {Card[]}
 */
const graphs = (account, existing, t) => {
  const earned = { entity: statisticIdOf(account.accountId, "earned"), name: t.earned, color: "amber" };
  const paid = { entity: statisticIdOf(account.accountId, "paid"), name: t.paid, color: "green" };
  const both = [earned, paid];
  return [
    heading(t.history, "mdi:chart-bar"),
    ...statistics(existing, [earned], {
      ...ADDED,
      title: t.per_day,
      period: "day",
      days_to_show: 31,
    }),
    ...statistics(existing, both, {
      ...ADDED,
      title: t.per_month,
      period: "month",
      days_to_show: 365,
    }),
    ...statistics(existing, both, {
      ...ADDED,
      title: t.per_year,
      period: "year",
      days_to_show: 5 * 365,
    }),
  ];
};

/**
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 * @returns {Card[]}
 */
const sums = (account, existing, t) => {
  const entity = statisticIdOf(account.accountId, "earned");
  if (!existing.has(entity)) return [];
  return [
    { name: t.this_month, period: "month" },
    { name: t.this_year, period: "year" },
  ].map(({ name, period }) => ({
    type: "statistic",
    entity,
    name,
    icon: "mdi:calendar",
    stat_type: "change",
    period: { calendar: { period } },
    ...FULL,
  }));
};

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const payoutCards = ({ entities }, t) => {
  const { bar, ifKnown, tile } = tilesOf(entities, t);
  return [
    subheading(t.payout, "mdi:bank-transfer"),
    ...tile("unpaid", "amber"),
    ...tile("unpaid_value", "amber"),
    ...bar("payout_progress", "amber", 100),
    ...ifKnown("payout_expected", "amber"),
    ...ifKnown("payout_method", "amber"),
    ...ifKnown("estimated_next_block", "amber"),
    ...tile("earnings_luck_30d", "blue"),
    ...tile("window_fill", "blue"),
    ...tile("fee_rate", "blue"),
  ];
};

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
    heading(t.last_payouts, "mdi:bank-transfer-out"),
    ...table(entities.last_payout, "recent_payouts", [time, kind, amount], t, entities.paid_total),
    heading(t.credited_blocks, "mdi:cube-outline"),
    ...table(entities.last_earning, "recent_earnings", [time, amount], t, entities.earned_total),
  ];
};

/**
 * Return the cards with one account's earnings.
 *
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 */
export const earningsCards = (account, existing, t) => {
  const { tile } = tilesOf(account.entities, t);
  return [
    ...tile("earned_today", "amber"),
    ...tile("expected_per_day", "amber"),
    ...tile("earned_7d", "amber"),
    ...tile("earned_30d", "amber"),
    ...tile("earned_total", "amber"),
    ...tile("paid_total", "green"),
    ...sums(account, existing, t),
    ...payoutCards(account, t),
  ];
};

/** @param {Survey} model @param {Texts} t */
export const earnings = ({ accounts, statistics: existing }, t) =>
  accounts.flatMap((account) => [
    ...divider(accounts, account.name, 4),
    ...section([heading(t.earnings, "mdi:cash-multiple"), ...earningsCards(account, existing, t)]),
    ...section(graphs(account, existing, t)),
    ...section(lists(account, t)),
  ]);
