// @ts-check
/** Earnings and payouts over an account's whole life. */
import { AMOUNTS_CARD } from "./amounts_card.js";
import { FULL, heading, ofKnown, section, tilesOf } from "./cards.js";
import { EARNED_CARD } from "./earned_card.js";
import { statisticIdOf } from "./ids.js";
import { ROWS_CARD } from "./rows_card.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

/** @param {string} type @param {Account} account @param {Card} [more] @returns {Card} */
const card = (type, { id }, more = {}) => ({ type, account: id, ...FULL, ...more });

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const payoutCards = ({ entities }, t) => {
  const { ifKnown, payout } = tilesOf(entities, t);
  return [
    ...payout(),
    ...ifKnown("earnings_luck_30d", "blue"),
    ...ifKnown("window_fill", "blue"),
    ...ifKnown("fee_rate", "blue"),
  ];
};

/** @param {Account} account @param {Texts} t @returns {Card[]} */
const sums = (account, t) => [card(AMOUNTS_CARD, account), ...payoutCards(account, t)];

/**
 * Return what an account earned in the period that the user picks; nothing without
 * statistics.
 *
 * @param {Account} account @param {Set<string>} existing the ids of the statistics
 * @returns {Card[]}
 */
const earned = (account, existing) =>
  existing.has(statisticIdOf(account.accountId, "earned")) ? [card(EARNED_CARD, account)] : [];

/**
 * Return the cards with one account's earnings.
 *
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 */
export const earningsCards = (account, existing, t) => [...earned(account, existing), ...sums(account, t)];

/** @param {Survey} model @param {Texts} t */
export const earnings = ({ accounts, statistics: existing }, t) =>
  accounts.flatMap((account) => {
    const named = (/** @type {string} */ title) => (accounts.length > 1 ? `${title} · ${account.name}` : title);
    const known = (/** @type {Card[]} */ cards) => section(ofKnown(account.entities, cards));
    return [
      ...known([heading(named(t.earnings), "mdi:cash-multiple"), ...sums(account, t)]),
      ...known([heading(named(t.history), "mdi:chart-bar"), ...earned(account, existing)]),
      ...known([
        heading(named(t.last_payouts), "mdi:bank-transfer-out"),
        card(ROWS_CARD, account, { list: "payouts" }),
        heading(named(t.credited_blocks), "mdi:cube-outline"),
        card(ROWS_CARD, account, { list: "earnings" }),
      ]),
    ];
  });
