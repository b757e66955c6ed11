// @ts-check
/** What somebody wants to know at a glance: of each account, the pool and the price. */
import { hashrateOf } from "./accounts.js";
import { bar, heading, inState, section, tile, tileIfKnown, trend, wideTile } from "./cards.js";
import { filled } from "./texts.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const DAY = 24;
const WEEK = 7 * DAY;

/** From so much on OCEAN pays on chain, in sat. */
const ALERT = { grid_options: { columns: 12 }, name: [{ type: "device" }, { type: "entity" }] };

/**
 * What is shown only while an account needs somebody.
 *
 * @param {Account} account
 * @returns {Card[]}
 */
const alertsOf = ({ entities }) => {
  const { workers_offline: offline, data_status: status, profitable } = entities;
  const when = (/** @type {string | undefined} */ entity, /** @type {object} */ condition) =>
    entity ? [{ entity, condition }] : [];
  return [
    ...when(offline, { condition: "numeric_state", entity: offline, above: 0 }),
    ...when(status, inState(status, ["live"], true)),
    ...when(profitable, inState(profitable, ["off"])),
  ].flatMap(({ entity, condition }) =>
    tile(entity, {
      ...ALERT,
      color: entity === offline ? "red" : "orange",
      icon: "mdi:alert",
      visibility: [condition],
    }),
  );
};

/** @param {Survey} model what needs somebody, at the top of the page */
const alerts = ({ accounts, network }) => {
  const source = network.network_source;
  return section([
    ...accounts.flatMap(alertsOf),
    ...tile(source, {
      ...ALERT,
      color: "orange",
      icon: "mdi:alert",
      visibility: source ? [inState(source, ["rejected", "none"])] : [],
    }),
  ]);
};

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const miningOf = ({ entities, total }, t) => [
  ...trend(entities.hashrate_10800s ?? hashrateOf(entities), DAY, { color: "primary" }),
  ...tile(entities.mining, { color: "green" }),
  ...bar(entities.workers_online, total || 1, {
    color: "green",
    ...(total ? { name: filled(t.of_workers, { count: total }) } : {}),
  }),
];

/**
 * @param {Account} account
 * @returns {Card[]}
 */
const incomeOf = ({ entities }) => [
  ...tile(entities.earned_today, { color: "amber" }),
  ...tile(entities.expected_per_day, { color: "amber" }),
  ...tile(entities.unpaid, { color: "amber" }),
  ...tile(entities.unpaid_value, { color: "amber" }),
  ...(entities.payout_progress
    ? bar(entities.payout_progress, 100, {
        color: "amber",
        visibility: [inState(entities.payout_progress, ["unknown", "unavailable"], true)],
      })
    : []),
  ...tileIfKnown(entities.payout_expected, { color: "amber" }),
];

/**
 * The cards of one account.
 *
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
export const accountCards = (account, t) => [
  heading(account.name, "mdi:pickaxe"),
  ...miningOf(account, t),
  ...incomeOf(account),
];

/**
 * @param {Survey} model
 * @returns {Card[]}
 */
export const glanceCards = ({ pool, network, names }) => [
  heading(names.pool, "mdi:waves"),
  ...tile(pool.last_block_time, { color: "blue" }),
  ...tile(pool.luck_7d, { color: "blue" }),
  ...tile(pool.expected_block_interval, { color: "blue" }),
  ...tile(pool.pool_hashrate_300s, { color: "blue" }),
  heading(names.network, "mdi:bitcoin"),
  ...trend(network.price, WEEK, { color: "orange" }),
  ...tile(network.hashprice, { color: "orange" }),
  ...tile(network.difficulty_change, { color: "orange" }),
];

/** @param {Survey} model @param {Texts} t */
export const overview = (model, t) => [
  ...alerts(model),
  ...model.accounts.flatMap((account) => section(accountCards(account, t))),
  ...section(glanceCards(model)),
];
