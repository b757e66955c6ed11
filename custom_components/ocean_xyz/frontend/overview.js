// @ts-check
/** The most important figures at a glance: each account, the pool and the price. */
import { FULL, heading, isNoneOf, isOneOf, section, subheading, tilesOf } from "./cards.js";
import { filled } from "./texts.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

const DAY = 24;
const WEEK = 7 * DAY;

/**
 * A line that is shown only while something needs attention.
 *
 * @param {string | undefined} entity the entity with the problem @param {string} color
 * @param {(entity: string) => object} condition
 * @param {string} [shown] the entity with more information
 * @returns {Card[]}
 */
const alert = (entity, color, condition, shown) =>
  entity
    ? [
        {
          type: "tile",
          entity: shown ?? entity,
          name: [{ type: "device" }, { type: "entity" }],
          color,
          icon: "mdi:alert",
          visibility: [condition(entity)],
          ...FULL,
        },
      ]
    : [];

/**
 * What needs attention, at the top of the page.
 *
 * @param {Survey} model
 */
const alerts = ({ accounts, network }) =>
  section(
    [
      ...accounts.flatMap(({ entities }) => [
        ...alert(entities.workers_offline, "red", (entity) => ({
          condition: "numeric_state",
          entity,
          above: 0,
        })),
        ...alert(entities.data_status, "orange", (entity) => isNoneOf(entity, ["live"])),
        // Shows the margin: an entity that is off would be grey.
        ...alert(
          entities.profitable,
          "orange",
          (entity) => isOneOf(entity, ["off"]),
          entities.profit_per_day,
        ),
      ]),
      ...alert(network.network_source, "orange", (entity) =>
        isOneOf(entity, ["rejected", "none"]),
      ),
    ],
    4,
  );

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const miningCards = ({ name, entities, total }, t) => {
  const { bar, tile, trend } = tilesOf(entities, t);
  const of = total ? { name: filled(t.of_workers, { count: total }) } : {};
  return [
    heading(name, "mdi:pickaxe"),
    ...trend("hashrate_10800s", "primary", DAY),
    ...bar("workers_online", "green", total || 1, of),
    ...tile("mining", "green"),
    ...tile("last_share", "primary"),
  ];
};

/**
 * @param {Account} account @param {Texts} t
 * @returns {Card[]}
 */
const incomeCards = ({ entities }, t) => {
  const { bar, ifKnown, tile } = tilesOf(entities, t);
  return [
    ...tile("earned_today", "amber"),
    ...tile("expected_per_day", "amber"),
    ...tile("unpaid", "amber"),
    ...tile("unpaid_value", "amber"),
    ...bar("payout_progress", "amber", 100),
    ...ifKnown("payout_expected", "amber"),
    ...ifKnown("last_payout", "amber"),
  ];
};

/**
 * Return the cards of one account.
 *
 * @param {Account} account @param {Texts} t
 */
export const accountCards = (account, t) => [
  ...miningCards(account, t),
  ...incomeCards(account, t),
];

/**
 * @param {Survey} model @param {Texts} t
 * @returns {Card[]}
 */
const glanceCards = ({ pool, network, names }, t) => {
  const { tile } = tilesOf(pool, t);
  const drawn = tilesOf(network, t);
  return [
    heading(names.pool, "mdi:waves"),
    ...tile("last_block_time", "blue"),
    ...tile("expected_block_interval", "blue"),
    ...tile("luck_7d", "blue"),
    ...tile("blocks_7d", "blue"),
    heading(names.network, "mdi:bitcoin"),
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
  return [
    ...alerts(model),
    // A single account gets two columns, several get one each.
    ...(first && !second
      ? [
          ...section(miningCards(first, t)),
          ...section([heading(t.earnings, "mdi:cash-multiple"), ...incomeCards(first, t)]),
        ]
      : model.accounts.flatMap((one) => section(accountCards(one, t)))),
    ...section(glanceCards(model, t)),
  ];
};
