// @ts-check
/**
 * The built-in cards that make up the dashboard. If an entity does not exist, its card is
 * left out, so that no card shows an error.
 */

import { FIGURE_CARD } from "./figure_card.js";

/**
 * @typedef {import("./accounts.js").Entities} Entities
 * @typedef {import("./texts.js").Texts} Texts
 * @typedef {Record<string, any>} Card
 * @typedef {{ type: "grid", cards: Card[], column_span?: number }} Section
 */

/** The columns of a section's grid. */
export const FULL = { grid_options: { columns: 12 } };

const NOT_KNOWN = ["unknown"];
const UNKNOWN = [...NOT_KNOWN, "unavailable"];

/** The ways of payouts that do not wait for the threshold. */
const WITHOUT_THRESHOLD = ["coinbase", "lightning", "needs_lightning"];

/** Entities whose names or values half a phone's width would cut off in some languages. */
const WIDE = new Set(["halving", "last_payout", "next_retarget", "payout_expected", "payout_method"]);

/** @param {string} heading @param {string} icon @param {Card} [more] @returns {Card} */
export const heading = (heading, icon, more = {}) => ({ type: "heading", heading, icon, ...more });

/** @param {string} text @param {string} icon */
export const subheading = (text, icon) => heading(text, icon, { heading_style: "subtitle" });

/** @param {string} entity @param {string[]} states */
export const isOneOf = (entity, states) => ({ condition: "state", entity, state: states });

/** @param {string} entity @param {string[]} states */
export const isNoneOf = (entity, states) => ({ condition: "state", entity, state_not: states });

/**
 * Return functions that draw the entities of one device as tiles with our own short names.
 * Each returns no card for an entity that does not exist. A tile whose value is not known
 * is not shown: it would say nothing. One that cannot be fetched says so.
 *
 * @param {Entities} entities @param {Texts} t
 */
export const tilesOf = (entities, t) => {
  const { payout_progress: progress, payout_method: method, payout_expected: expected } = entities;
  // Before it is known what was paid, only Lightning is known to be the way of a payout.
  const paid = entities.paid_total ? [isNoneOf(entities.paid_total, NOT_KNOWN)] : [];
  const sure = paid.length && method ? [{ condition: "or", conditions: [isOneOf(method, ["lightning"]), ...paid] }] : paid;
  /** @param {string} key @param {string} color @param {Card} [more] @returns {Card[]} */
  const tile = (key, color, more = {}) =>
    entities[key]
      ? [
          {
            type: "tile",
            entity: entities[key],
            name: t.names[key] ?? { type: "entity" },
            color,
            visibility: [isNoneOf(entities[key], NOT_KNOWN)],
            ...(WIDE.has(key) ? FULL : {}),
            ...more,
          },
        ]
      : [];
  /** @param {string} key @param {string} color @param {number} max @param {Card} [more] */
  const bar = (key, color, max, more = {}) =>
    tile(key, color, {
      ...FULL,
      features: [{ type: "bar-gauge", min: 0, max }],
      features_position: "inline",
      visibility: [isNoneOf(entities[key], UNKNOWN)],
      ...more,
    });
  return {
    tile,
    /** A tile of a hashrate or an amount, in the unit that suits its size. @param {string} key @param {string} color @param {Card} [more] */
    figure: (key, color, more = {}) =>
      tile(key, color, { type: FIGURE_CARD, name: t.names[key], ...more }),
    /** A tile that is shown only while the value is known. @param {string} key @param {string} color @param {Card} [more] */
    ifKnown: (key, color, more = {}) =>
      tile(key, color, { visibility: [isNoneOf(entities[key], UNKNOWN)], ...more }),
    /** A tile with a trend line. @param {string} key @param {string} color @param {number} hours */
    trend: (key, color, hours) =>
      tile(key, color, {
        ...FULL,
        features: [{ type: "trend-graph", hours_to_show: hours, detail: true }],
      }),
    /** A tile with a bar that is full at `max`. */
    bar,
    /** How far the payout is, or how it comes if it does not wait for the threshold, and when. */
    payout: () => [
      ...bar("payout_progress", "amber", 100, {
        visibility: [
          isNoneOf(progress, UNKNOWN),
          ...(method ? [isNoneOf(method, WITHOUT_THRESHOLD)] : []),
          ...paid,
        ],
      }),
      ...tile("payout_method", "amber", {
        ...FULL,
        visibility: [isOneOf(method, WITHOUT_THRESHOLD), ...sure],
      }),
      ...tile("payout_expected", "amber", { visibility: [isNoneOf(expected, UNKNOWN), ...sure] }),
    ],
  };
};

/**
 * Cards that are shown only while OCEAN knows the account.
 *
 * @param {Entities} entities of the account @param {Card[]} cards @returns {Card[]}
 */
export const ofKnown = ({ data_status: status }, cards) =>
  cards.map((card) =>
    status
      ? { ...card, visibility: [...(card.visibility ?? []), isNoneOf(status, ["unknown_account"])] }
      : card,
  );

/**
 * A graph of those statistics that exist: lines of averages, or bars of changes.
 *
 * @param {Set<string>} existing @param {{ entity: string, name?: string, color?: string }[]} wanted
 * @param {Card} options
 * @returns {Card[]}
 */
export const statistics = (existing, wanted, options) => {
  const entities = wanted.filter((one) => existing.has(one.entity));
  return entities.length
    ? [
        {
          type: "statistics-graph",
          entities: entities.map((one) => ({ name: { type: "entity" }, ...one })),
          hide_legend: wanted.length === 1,
          ...FULL,
          ...options,
        },
      ]
    : [];
};

/** @param {Card} card */
const isHeading = (card) => card.type === "heading";

/** @param {Card} card */
const isSubheading = (card) => card.heading_style === "subtitle";

/**
 * Leave out headings with no card below them, because their entities are disabled, and show
 * the others only while at least one of the cards below is shown.
 *
 * @param {Card[]} cards
 */
export const headed = (cards) =>
  cards.flatMap((card, at) => {
    if (!isHeading(card)) return [card];
    const after = cards.slice(at + 1);
    const next = after.findIndex((one) => isHeading(one) && (isSubheading(card) || !isSubheading(one)));
    const below = after.slice(0, next < 0 ? undefined : next).filter((one) => !isHeading(one));
    if (!below.length) return [];
    if (below.some((one) => !one.visibility)) return [card];
    const conditions = below.map((one) => ({ condition: "and", conditions: one.visibility }));
    return [{ ...card, visibility: [...(card.visibility ?? []), { condition: "or", conditions }] }];
  });

/**
 * @param {Card[]} cards @param {number} [span] columns of the page
 * @returns {Section[]} nothing if the section would contain only headings
 */
export const section = (cards, span) => {
  const shown = headed(cards);
  return shown.length ? [{ type: "grid", cards: shown, ...(span ? { column_span: span } : {}) }] : [];
};

/**
 * A heading across the page for the sections of one account; nothing if there is only one
 * account.
 *
 * @param {{ name: string }[]} accounts @param {string} name @param {number} span
 * @returns {Section[]}
 */
export const divider = (accounts, name, span) =>
  accounts.length > 1
    ? [{ type: "grid", cards: [heading(name, "mdi:pickaxe")], column_span: span }]
    : [];

/**
 * A card that says what is missing, with a button that leads to where you can add it.
 *
 * @param {{ icon: string, title: string, content: string, button: string, path: string }} what
 * @returns {Card}
 */
export const missing = ({ icon, title, content, button, path }) => ({
  type: "empty-state",
  icon,
  title,
  content,
  buttons: [{ text: button, tap_action: { action: "navigate", navigation_path: path } }],
  ...FULL,
});
