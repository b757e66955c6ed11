// @ts-check
/** The pool and the bitcoin network. */
import { FULL, heading, section, statistics, subheading, tilesOf } from "./cards.js";
import { OWN_BLOCK_CARD } from "./own_block_card.js";
import { ROWS_CARD } from "./rows_card.js";

/**
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const WEEK = 7 * 24;
const DAILY = { stat_types: ["mean"], period: "day", days_to_show: 90 };

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
export const poolCards = ({ pool, names }, t) => {
  const { tile, trend } = tilesOf(pool, t);
  return [
    heading(names.pool ?? t.ocean_pool, "mdi:waves"),
    ...trend("pool_hashrate_300s", "blue", WEEK),
    ...tile("pool_share", "blue"),
    ...tile("block_reward", "amber"),
    ...tile("pool_users", "blue"),
    ...tile("pool_workers", "blue"),
    subheading(t.luck, "mdi:clover"),
    ...tile("last_block_time", "blue"),
    ...tile("expected_block_interval", "blue"),
    ...["24h", "7d", "30d"].flatMap((span) => [
      ...tile(`blocks_${span}`, "blue"),
      ...tile(`luck_${span}`, "blue"),
    ]),
    ...tile("drought_probability", "blue"),
  ];
};

/** @param {Texts} t @returns {Card[]} */
const blockCards = (t) => [
  heading(t.last_blocks, "mdi:cube-outline"),
  { type: ROWS_CARD, list: "blocks", ...FULL },
];

/** A banner across the page after the user found a block. */
export const ownBlock = () => section([{ type: OWN_BLOCK_CARD, grid_options: { columns: "full" } }], 4);

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
export const networkCards = ({ network, names }, t) => {
  const { tile, trend } = tilesOf(network, t);
  return [
    heading(names.network ?? t.network, "mdi:bitcoin"),
    ...trend("price", "orange", WEEK),
    ...tile("hashprice", "orange", FULL),
    ...tile("hashprice_value", "orange", FULL),
    ...tile("block_height", "orange"),
    ...tile("halving", "orange"),
    subheading(t.difficulty, "mdi:weight-lifter"),
    ...tile("difficulty", "purple"),
    ...tile("next_retarget", "purple"),
    ...tile("difficulty_change", "purple", FULL),
    ...tile("network_hashrate", "purple", FULL),
    subheading(t.fees, "mdi:cash-fast"),
    ...["fastest", "half_hour", "hour", "economy"].flatMap((speed) =>
      tile(`fee_${speed}`, "teal"),
    ),
  ];
};

/** @param {Survey} model @param {Texts} t */
export const pool = (model, t) => {
  const { pool: own, network, statistics: existing } = model;
  const graph = (/** @type {string} */ entity, /** @type {string} */ color, /** @type {string} */ title) =>
    statistics(existing, [{ entity, color }], { ...DAILY, title });
  return [
    ...ownBlock(),
    ...section([
      ...poolCards(model, t),
      ...graph(own.pool_hashrate_300s, "blue", t.pool_hashrate),
    ]),
    ...section(networkCards(model, t)),
    ...section([
      ...blockCards(t),
      ...graph(network.hashprice ?? network.hashprice_value, "orange", t.names.hashprice),
      ...graph(network.difficulty, "purple", t.difficulty),
    ]),
  ];
};
