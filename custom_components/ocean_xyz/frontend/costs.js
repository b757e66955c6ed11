// @ts-check
/** Cost and profit of an account, if its costs are configured. */
import { divider, FULL, heading, section, statistics, subheading, tilesOf } from "./cards.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const DAY = 24;
const HOURLY = { stat_types: ["mean"], period: "hour", days_to_show: 7 };

/** @param {Account} account @returns whether at least its power is configured */
export const hasCosts = ({ entities }) => Boolean(entities.power ?? entities.profit_per_day);

/**
 * Return the cards with one account's costs.
 *
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
export const costCards = ({ entities }, t) => {
  const { tile, trend } = tilesOf(entities, t);
  return [
    ...tile("profitable", "green", FULL),
    ...tile("revenue_per_day", "amber"),
    ...tile("power_cost_per_day", "red"),
    ...trend("profit_per_day", "green", DAY),
    subheading(t.break_even, "mdi:scale-unbalanced"),
    ...tile("break_even_tariff", "purple", FULL),
    ...tile("break_even_price", "purple", FULL),
    subheading(t.power, "mdi:lightning-bolt"),
    ...trend("power", "red", DAY),
    ...tile("running_efficiency", "blue", FULL),
    ...tile("sats_per_kwh", "amber", FULL),
  ];
};

/**
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 * @returns {Card[]}
 */
const graphs = ({ entities }, existing, t) => [
  heading(t.history, "mdi:chart-line"),
  ...statistics(
    existing,
    [
      { entity: entities.revenue_per_day, color: "amber", name: t.names.revenue_per_day },
      { entity: entities.power_cost_per_day, color: "red", name: t.names.power_cost_per_day },
      { entity: entities.profit_per_day, color: "green", name: t.names.profit_per_day },
    ],
    { ...HOURLY, title: t.profit },
  ),
  ...statistics(existing, [{ entity: entities.power, color: "red" }], { ...HOURLY, title: t.power }),
];

/** @param {Survey} model @param {Texts} t */
export const costs = ({ accounts, statistics: existing }, t) => {
  const costly = accounts.filter(hasCosts);
  return costly.flatMap((account) => [
    ...divider(costly, account.name, 4),
    ...section([heading(t.costs, "mdi:scale-balance"), ...costCards(account, t)]),
    ...section(graphs(account, existing, t)),
  ]);
};
