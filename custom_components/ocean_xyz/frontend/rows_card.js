// @ts-check
/** A card with a table: the last payouts, credited blocks or blocks of the pool. */
import { numberOf, survey } from "./accounts.js";
import { AskingCard, called } from "./asking.js";
import { defineCard, icon, part } from "./element.js";
import { formatsOf } from "./format.js";
import { texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./element.js").Tree} Tree
 * @typedef {import("./format.js").Formats} Formats
 * @typedef {import("./texts.js").Texts} Texts
 *
 * A table: the action that returns its rows, and its columns with their cells.
 * @typedef {{ action: string, rows: string, columns: { title: (t: Texts) => string,
 *   cell: (row: Record<string, any>, t: Texts, formats: Formats) => Tree }[] }} Table
 */

/** The number of rows of a table. */
const ROWS = 8;

/** Payouts of small accounts are years apart. */
const EVER = "2020-01-01T00:00:00+00:00";

const TIME = {
  title: (/** @type {Texts} */ t) => t.time,
  cell: (/** @type {Record<string, any>} */ row, /** @type {Texts} */ _t, /** @type {Formats} */ formats) =>
    formats.dateTime(new Date(row.time)),
};

const BLOCK = {
  title: (/** @type {Texts} */ t) => t.block,
  cell: (/** @type {Record<string, any>} */ row, /** @type {Texts} */ _t, /** @type {Formats} */ formats) =>
    row.height === null ? "–" : formats.height(row.height),
};

/** @param {(t: Texts) => string} title @param {string} field */
const amount = (title, field) => ({
  title,
  cell: (/** @type {Record<string, any>} */ row, /** @type {Texts} */ _t, /** @type {Formats} */ formats) =>
    row[field] === null ? "–" : formats.amount(row[field]),
});

/** @type {Record<string, Table>} */
const TABLES = {
  payouts: {
    action: "get_payouts",
    rows: "payouts",
    columns: [
      TIME,
      {
        title: (t) => t.kind,
        cell: ({ kind }, t) =>
          ({ coinbase: t.coinbase, on_chain: t.on_chain, lightning: t.lightning })[/** @type {string} */ (kind)] ?? "–",
      },
      amount((t) => t.amount, "paid"),
    ],
  },
  earnings: {
    action: "get_earnings",
    rows: "earnings",
    columns: [TIME, BLOCK, amount((t) => t.amount, "earned")],
  },
  blocks: {
    action: "get_blocks",
    rows: "blocks",
    columns: [TIME, BLOCK, amount((t) => t.reward, "reward")],
  },
};

/** @extends {AskingCard<Record<string, any>[]>} */
export class RowsCard extends AskingCard {
  static styles = `
    :host { display: block; }
    ha-card { padding: 4px 16px; overflow: hidden; }
    table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
    th { color: var(--secondary-text-color); font-weight: 400; font-size: 12px; }
    th, td { text-align: start; white-space: nowrap; padding: 8px 0; padding-inline-end: 8px; }
    th:last-child, td:last-child { text-align: end; padding-inline-end: 0; }
    tbody tr { border-block-start: 1px solid var(--divider-color); }
    .own { font-weight: 500; }
    .own ha-icon { --mdc-icon-size: 18px; color: var(--amber-color, #ffc107); vertical-align: top; margin-inline-end: 4px; }
    p { color: var(--secondary-text-color); margin: 12px 0; }
    :host { container-type: inline-size; }
    @container (max-width: 400px) { table { font-size: 12px; } }
  `;

  /** @returns {Table} */
  get #table() {
    return TABLES[this.config.list];
  }

  /** @param {Hass} hass */
  async ask(hass) {
    const { action, rows } = this.#table;
    const { account } = this.config;
    const answer = await called(hass, action, { limit: ROWS, ...(account ? { account, start: EVER } : {}) });
    return answer && answer[rows];
  }

  /** @param {Record<string, any>} row @param {Texts} t @param {Formats} formats */
  #row(row, t, formats) {
    const own = Boolean(row.found_by);
    const cells = this.#table.columns.map((one) => part("bdi", {}, one.cell(row, t, formats)));
    return part(
      "tr",
      own ? { class: "own", title: `${t.found_by} ${row.found_by}` } : {},
      cells.map((cell, place) => part("td", {}, own && place === 0 && icon("mdi:crown"), cell)),
    );
  }

  /**
   * Whether an empty answer means that there was nothing. OCEAN lists no payouts over
   * Lightning, so an empty list of payouts means it only if nothing was paid.
   *
   * @param {Hass} hass
   */
  #isNothing(hass) {
    const paid = survey(hass, this.config.account).accounts[0]?.entities.paid_total;
    return this.config.list !== "payouts" || !paid || numberOf(hass, paid) === 0;
  }

  /** @param {Hass} hass */
  draw(hass) {
    const t = texts(hass.language);
    const formats = formatsOf(hass);
    if (!this.answer && !this.answered) return [];
    const body = this.answer?.length
      ? part(
          "table",
          {},
          part("thead", {}, part("tr", {}, this.#table.columns.map((one) => part("th", { scope: "col" }, one.title(t))))),
          part("tbody", {}, this.answer.map((row) => this.#row(row, t, formats))),
        )
      : part("p", {}, this.answer && this.#isNothing(hass) ? t.nothing_yet : t.not_known);
    return [part("ha-card", {}, body)];
  }
}

export const ROWS_CARD = defineCard("rows-card", RowsCard);
