// @ts-check
/**
 * The built-in cards that the dashboard is made of. A card whose entity does not exist
 * is no card, so that nothing on a page is an error.
 */

/**
 * @typedef {Record<string, any>} Card
 * @typedef {{ type: "grid", cards: Card[], column_span?: number }} Section
 */

/** The columns of a section's grid. */
const FULL = 12;

/** Names of people's machines are text, so an entity is named by what it shows. */
const BY_ENTITY = { type: "entity" };

/** So many rows a list of blocks or payouts has. */
const ROWS = 8;

/** @param {string} heading @param {string} icon @param {Card} [more] @returns {Card} */
export const heading = (heading, icon, more = {}) => ({
  type: "heading",
  heading,
  icon,
  ...more,
});

/**
 * @param {string | undefined} entity @param {Card} [more]
 * @returns {Card[]}
 */
export const tile = (entity, more = {}) =>
  entity ? [{ type: "tile", entity, name: BY_ENTITY, ...more }] : [];

/** @param {string | undefined} entity @param {Card} [more] */
export const wideTile = (entity, more = {}) =>
  tile(entity, { grid_options: { columns: FULL }, ...more });

/**
 * A tile that shows also how its value went.
 *
 * @param {string | undefined} entity @param {number} hours @param {Card} [more]
 */
export const trend = (entity, hours, more = {}) =>
  wideTile(entity, {
    features: [{ type: "trend-graph", hours_to_show: hours, detail: true }],
    ...more,
  });

/**
 * A tile with a bar that is full at `max`.
 *
 * @param {string | undefined} entity @param {number} max @param {Card} [more]
 */
export const bar = (entity, max, more = {}) =>
  tile(entity, { features: [{ type: "bar-gauge", min: 0, max }], ...more });

/** @param {string} entity @param {string[]} states @param {boolean} [not] */
export const inState = (entity, states, not = false) => ({
  condition: "state",
  entity,
  [not ? "state_not" : "state"]: states,
});

/** @param {string} entity */
export const known = (entity) => inState(entity, ["unknown", "unavailable"], true);

/** A tile that is there only while its value is known.
 * @param {string | undefined} entity @param {Card} [more] */
export const tileIfKnown = (entity, more = {}) =>
  entity ? tile(entity, { visibility: [known(entity)], ...more }) : [];

/**
 * @param {(string | undefined)[]} entities @param {number} hours @param {string} [title]
 * @returns {Card[]}
 */
export const history = (entities, hours, title) => {
  const found = entities.filter((one) => one !== undefined);
  if (!found.length) return [];
  return [
    {
      type: "history-graph",
      ...(title ? { title } : {}),
      hours_to_show: hours,
      entities: found.map((entity) => ({ entity, name: BY_ENTITY })),
      grid_options: { columns: FULL },
    },
  ];
};

/**
 * A graph of statistics: lines of means, or bars of what was added.
 *
 * @param {{ entity: string | undefined, name?: string | object, color?: string }[]} entities
 * @param {Card} options
 * @returns {Card[]}
 */
export const statistics = (entities, options) => {
  const found = entities.filter((one) => one.entity !== undefined);
  if (!found.length) return [];
  return [
    {
      type: "statistics-graph",
      entities: found.map((one) => ({ name: BY_ENTITY, ...one })),
      grid_options: { columns: FULL },
      hide_legend: found.length === 1,
      ...options,
    },
  ];
};

/**
 * A list that an attribute holds. Only columns without a name that a stranger could
 * have chosen may be shown: a markdown card renders what it is given.
 *
 * @param {string | undefined} entity @param {string} attribute
 * @param {{ title: string, value: string, right?: boolean }[]} columns values are
 * templates over `row`
 * @param {string} nothing what is said while the list is empty
 * @returns {Card[]}
 */
export const table = (entity, attribute, columns, nothing) => {
  if (!entity) return [];
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const content = [
    `{% set rows = (state_attr('${entity}', '${attribute}') or [])[:${ROWS}] %}`,
    "{% if rows %}",
    line(columns.map((one) => one.title)),
    line(columns.map((one) => (one.right ? "--:" : ":--"))),
    "{% for row in rows -%}",
    line(columns.map((one) => `{{ ${one.value} }}`)),
    `{% endfor %}{% else %}${nothing}{% endif %}`,
  ].join("\n");
  return [{ type: "markdown", content, grid_options: { columns: FULL } }];
};

/** Templates of cells; digits are grouped by a narrow space, as in no language's way. */
export const CELLS = {
  time: "(row.time | as_datetime | as_local).strftime('%Y-%m-%d %H:%M')",
  /** @param {string} field */
  satoshis: (field) => `'{:,} sat'.format(row.${field}).replace(',', '\u202f')`,
  /** @param {string} field */
  bitcoins: (field) => `'%.4f BTC' % (row.${field} / 100000000)`,
  /** @param {string} field @param {Record<string, string>} words */
  word: (field, words) => `(${JSON.stringify(words)})[row.${field}]`,
};

/**
 * @param {Card[]} cards @param {number} [span] columns of the page
 * @returns {Section[]} nothing for a section that would hold nothing but its heading
 */
export const section = (cards, span) =>
  cards.some((one) => one.type !== "heading")
    ? [{ type: "grid", cards, ...(span ? { column_span: span } : {}) }]
    : [];

/**
 * A card that says what is missing, and leads to where it can be had.
 *
 * @param {{ icon: string, title: string, content: string, button: string, path: string }} what
 * @returns {Card}
 */
export const missing = ({ icon, title, content, button, path }) => ({
  type: "empty-state",
  icon,
  title,
  content,
  buttons: [
    { text: button, tap_action: { action: "navigate", navigation_path: path } },
  ],
  grid_options: { columns: FULL, rows: "auto" },
});
