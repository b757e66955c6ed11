// @ts-check
/** The most important figures at a glance: each account, the pool and the price. */
import { FULL, heading, isOneOf, ofKnown, section, subheading, tilesOf } from "./cards.js";
import { ownBlock } from "./pool.js";
import { SUMMARY_CARD } from "./summary.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const DAY = 24;
const WEEK = 7 * DAY;

/**
 * The sentence about an account.
 *
 * @param {Account} account @param {Card} [more]
 * @returns {Card}
 */
const summary = ({ id }, more = {}) => ({ type: SUMMARY_CARD, account: id, ...more });

/**
 * What to do about the accounts that OCEAN does not know, on a page without their figures.
 *
 * @param {Survey} model
 */
export const strangers = ({ accounts }) =>
  section(
    accounts.flatMap((one) => {
      const { data_status: status } = one.entities;
      const unknown = status && { visibility: [isOneOf(status, ["unknown_account"])] };
      return unknown ? [summary(one, { show_name: accounts.length > 1, ...unknown })] : [];
    }),
    4,
  );

/**
 * What each account does, at the top of the page, and whether the figures of the network
 * can be had.
 *
 * @param {Survey} model
 */
const summaries = ({ accounts, network: { network_source: source } }) =>
  section(
    [
      ...accounts.map((one) => summary(one, { path: "workers", show_name: accounts.length > 1 })),
      ...(source
        ? [
            {
              type: "tile",
              entity: source,
              name: [{ type: "device" }, { type: "entity" }],
              color: "orange",
              icon: "mdi:alert",
              visibility: [isOneOf(source, ["rejected", "none"])],
              ...FULL,
            },
          ]
        : []),
    ],
    4,
  );

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const miningCards = ({ entities, total }, t) => {
  const { figure } = tilesOf(entities, t);
  return [
    ...figure("hashrate_10800s", "primary", { ...FULL, hours: DAY }),
    // The sentence says what a single machine does.
    ...(total !== null && total > 1
      ? figure("workers_online", "green", { ...FULL, of: entities.workers_total })
      : []),
  ];
};

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const incomeCards = ({ entities }, t) => {
  const { figure, ifKnown, payout, tile } = tilesOf(entities, t);
  return [
    ...figure("earned_today", "amber"),
    ...figure("expected_per_day", "amber"),
    ...figure("unpaid", "amber"),
    ...tile("unpaid_value", "amber"),
    ...payout(),
    ...ifKnown("last_payout", "amber"),
  ];
};

/**
 * Return the cards of one account.
 *
 * @param {Account} account @param {Texts} t
 */
export const accountCards = (account, t) => [
  heading(account.name, "mdi:pickaxe"),
  summary(account),
  ...ofKnown(account.entities, [...miningCards(account, t), ...incomeCards(account, t)]),
];

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
const glanceCards = ({ pool, network, names }, t) => {
  const { tile } = tilesOf(pool, t);
  const drawn = tilesOf(network, t);
  return [
    heading(names.pool ?? t.ocean_pool, "mdi:waves"),
    ...tile("last_block_time", "blue"),
    ...tile("expected_block_interval", "blue"),
    ...tile("luck_7d", "blue"),
    ...tile("blocks_7d", "blue"),
    heading(names.network ?? t.network, "mdi:bitcoin"),
    ...drawn.trend("price", "orange", WEEK),
    ...drawn.tile("hashprice_value", "orange", FULL),
    subheading(t.difficulty, "mdi:weight-lifter"),
    ...drawn.tile("difficulty_change", "purple", FULL),
    ...drawn.tile("next_retarget", "purple", FULL),
  ];
};

/** @param {Survey} model @param {Texts} t */
export const overview = (model, t) => {
  const [first, second] = model.accounts;
  const figures = (/** @type {Account} */ account, /** @type {Card[]} */ cards) =>
    section(ofKnown(account.entities, cards));
  return [
    ...summaries(model),
    ...ownBlock(),
    // A single account gets two columns, several get one each.
    ...(first && !second
      ? [
          ...figures(first, [heading(first.name, "mdi:pickaxe"), ...miningCards(first, t)]),
          ...figures(first, [heading(t.earnings, "mdi:cash-multiple"), ...incomeCards(first, t)]),
        ]
      : model.accounts.flatMap((one) =>
          figures(one, [
            heading(one.name, "mdi:pickaxe"),
            ...miningCards(one, t),
            ...incomeCards(one, t),
          ]),
        )),
    ...section(glanceCards(model, t)),
  ];
};
