// @ts-check
/** The pool and the bitcoin network. */
import { CELLS, heading, section, statistics, table, tile, trend } from "./cards.js";

/**
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const WEEK = 7 * 24;
const MEAN = { stat_types: ["mean"], period: "day", days_to_show: 90 };

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
export const poolCards = ({ pool, names }, t) => [
  heading(names.pool, "mdi:waves"),
  ...trend(pool.pool_hashrate_300s, WEEK, { color: "blue" }),
  ...tile(pool.pool_share, { color: "blue" }),
  ...tile(pool.pool_users, { color: "blue" }),
  ...tile(pool.pool_workers, { color: "blue" }),
  ...tile(pool.block_reward, { color: "amber" }),
  heading(t.luck, "mdi:clover", { heading_style: "subtitle" }),
  ...tile(pool.last_block_time, { color: "blue" }),
  ...tile(pool.expected_block_interval, { color: "blue" }),
  ...["24h", "7d", "30d"].flatMap((span) => [
    ...tile(pool[`blocks_${span}`], { color: "blue" }),
    ...tile(pool[`luck_${span}`], { color: "blue" }),
  ]),
  ...tile(pool.drought_probability, { color: "blue" }),
];

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
const blockCards = ({ pool }, t) => [
  heading(t.last_blocks, "mdi:cube-outline"),
  ...table(
    pool.last_block_height,
    "recent_blocks",
    [
      { title: t.time, value: CELLS.time },
      { title: t.block, value: "row.height" },
      { title: t.reward, value: CELLS.bitcoins("reward"), right: true },
    ],
    t.nothing_yet,
  ),
];

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
export const networkCards = ({ network, names }, t) => [
  heading(names.network, "mdi:bitcoin"),
  ...trend(network.price, WEEK, { color: "orange" }),
  ...tile(network.hashprice, { color: "orange" }),
  ...tile(network.hashprice_value, { color: "orange" }),
  ...tile(network.block_height, { color: "orange" }),
  ...tile(network.halving, { color: "orange" }),
  heading(t.difficulty, "mdi:weight-lifter", { heading_style: "subtitle" }),
  ...tile(network.difficulty, { color: "purple" }),
  ...tile(network.network_hashrate, { color: "purple" }),
  ...tile(network.difficulty_change, { color: "purple" }),
  ...tile(network.next_retarget, { color: "purple" }),
  heading(t.fees, "mdi:cash-fast", { heading_style: "subtitle" }),
  ...["fastest", "half_hour", "hour", "economy"].flatMap((speed) =>
    tile(network[`fee_${speed}`], { color: "teal" }),
  ),
];

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
const graphs = ({ pool, network }, t) => [
  heading(t.worth, "mdi:chart-line"),
  ...statistics([{ entity: network.hashprice }], { ...MEAN, title: t.worth }),
  ...statistics([{ entity: network.difficulty }], { ...MEAN, title: t.difficulty }),
  ...statistics([{ entity: pool.pool_hashrate_300s }], { ...MEAN, title: t.hashrate }),
];

/** @param {Survey} model @param {Texts} t */
export const pool = (model, t) => [
  ...section(poolCards(model, t)),
  ...section(networkCards(model, t)),
  ...section([...blockCards(model, t), ...(model.history ? graphs(model, t) : [])]),
];
