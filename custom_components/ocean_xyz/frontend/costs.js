// @ts-check
/** What an account's mining costs and leaves, where that is configured. */
import { heading, history, section, statistics, tile, trend } from "./cards.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const DAY = 24;
const WEEK = 7 * DAY;

/** @param {Account} account whether its power is configured, or more */
export const hasCosts = ({ entities }) => Boolean(entities.power ?? entities.profit_per_day);

/**
 * The cards of one account's costs.
 *
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
export const costCards = ({ name, entities }, t) => [
  heading(name, "mdi:scale-balance"),
  ...tile(entities.profitable, { color: "green", state_content: ["state", "margin"], grid_options: { columns: 12 } }),
  ...tile(entities.revenue_per_day, { color: "amber" }),
  ...tile(entities.power_cost_per_day, { color: "red" }),
  ...trend(entities.profit_per_day, WEEK, { color: "green" }),
  heading(t.power, "mdi:lightning-bolt", { heading_style: "subtitle" }),
  ...trend(entities.power, DAY, { color: "red" }),
  ...tile(entities.efficiency, { color: "blue" }),
  ...tile(entities.sats_per_kwh, { color: "amber" }),
  heading(t.break_even, "mdi:scale-balance", { heading_style: "subtitle" }),
  ...tile(entities.break_even_tariff, { color: "purple" }),
  ...tile(entities.break_even_price, { color: "purple" }),
];

/**
 * @param {Account} account @param {Texts} t @param {boolean} recorded
 * @returns {Card[]}
 */
const graphs = ({ entities }, t, recorded) => [
  heading(t.profit, "mdi:chart-line"),
  ...history([entities.profitable], 3 * DAY),
  ...(recorded
    ? [
        ...statistics(
          [
            { entity: entities.revenue_per_day, color: "amber" },
            { entity: entities.power_cost_per_day, color: "red" },
            { entity: entities.profit_per_day, color: "green" },
          ],
          { title: t.profit, stat_types: ["mean"], period: "hour", days_to_show: 7 },
        ),
        ...statistics([{ entity: entities.power, color: "red" }], {
          title: t.power,
          stat_types: ["mean"],
          period: "hour",
          days_to_show: 7,
        }),
      ]
    : []),
];

/** @param {Account[]} accounts @param {Texts} t @param {boolean} recorded */
export const costs = (accounts, t, recorded) =>
  accounts.filter(hasCosts).flatMap((account) => [
    ...section(costCards(account, t)),
    ...section(graphs(account, t, recorded)),
  ]);
