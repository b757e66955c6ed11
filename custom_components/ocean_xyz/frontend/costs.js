// @ts-check
/** What a kilowatt-hour brings and costs, and what is left, if an account's costs are configured. */
import { divider, FULL, heading, section, statistics, subheading, tilesOf } from "./cards.js";
import { ENERGY_CARD } from "./energy_card.js";
import { isPlanned, PLAN_CARD } from "./plan_card.js";

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
 * Return the cards about the present kilowatt-hour, and those of today and tomorrow.
 *
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const energyCards = ({ id, entities }, t) => {
  const { tile } = tilesOf(entities, t);
  const decided = entities.profitable && entities.value_per_kwh;
  return [
    ...(decided ? [{ type: ENERGY_CARD, account: id }] : [...tile("profitable", "green", FULL), ...tile("value_per_kwh", "amber", FULL)]),
    ...(isPlanned(entities) ? [subheading(t.energy.plan, "mdi:calendar-clock"), { type: PLAN_CARD, account: id }] : []),
    ...tile("next_profitable_start", "green", FULL),
    ...tile("profitable_hours_today", "green"),
    ...tile("profitable_hours_tomorrow", "green"),
    subheading(t.energy.heat, "mdi:radiator"),
    ...tile("heat_price", "deep-orange"),
    ...tile("heat_saving", "deep-orange"),
  ];
};

/**
 * Return the cards with one account's costs.
 *
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const dayCards = ({ entities }, t) => {
  const { tile, trend } = tilesOf(entities, t);
  return [
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

/** @param {Account} account @param {Texts} t */
export const costCards = (account, t) => [...energyCards(account, t), subheading(t.profit, "mdi:cash"), ...dayCards(account, t)];

/**
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 * @returns {Card[]}
 */
const graphs = ({ entities }, existing, t) => [
  heading(t.history, "mdi:chart-line"),
  ...statistics(
    existing,
    [
      { entity: entities.value_per_kwh, color: "green", name: t.names.value_per_kwh },
      { entity: entities.grid_price, color: "red", name: t.names.grid_price },
    ],
    { ...HOURLY, title: existing.has(entities.grid_price) ? t.energy.history : t.names.value_per_kwh },
  ),
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
    ...section([heading(t.costs, "mdi:scale-balance"), ...energyCards(account, t)]),
    ...section([heading(t.profit, "mdi:cash"), ...dayCards(account, t)]),
    ...section(graphs(account, existing, t)),
  ]);
};
