// @ts-check
/**
 * A card with the workers of all accounts: what is wrong first, with a field to search, and
 * a list for each account that can be closed. A farm has thousands of workers, so that it
 * draws a part of a long list until more is wanted.
 */
import { hashrateOf, numberOf, survey } from "./accounts.js";
import { AskingCard, called } from "./asking.js";
import { defineCard, icon, part } from "./element.js";
import { classes, found, rowsOf, STATUSES } from "./farm.js";
import { formatsOf } from "./format.js";
import { filled, texts } from "./texts.js";
import { styles } from "./workers_style.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Status} Status
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./element.js").Tree} Tree
 * @typedef {import("./farm.js").Row} Row
 * @typedef {import("./format.js").Formats} Formats
 * @typedef {import("./texts.js").Texts} Texts
 *
 * @typedef {{ account: Account, rows: Row[] }} Farm
 * @typedef {{ t: Texts, formats: Formats, now: Date }} Tongue
 */

/** The number of rows of an account that are drawn until more are wanted. */
export const MOST_DRAWN = 50;

/** From this number of workers on, there is a field to search them. */
const MANY = 12;

/** From this number of workers that mine on, their hashrates are counted in classes. */
const FARM = 25;

/** Where the browser remembers which accounts are closed. */
const CLOSED = "ocean_xyz_closed_accounts";

/** @type {Record<Status, string>} */
const ICONS = {
  offline: "mdi:lan-disconnect",
  low: "mdi:speedometer-slow",
  online: "mdi:lan-connect",
  paused: "mdi:pause-circle-outline",
  unknown: "mdi:help-circle-outline",
};

/** @returns {Set<string>} the identifiers of accounts that are closed */
const closedAccounts = () => {
  try {
    return new Set(JSON.parse(localStorage.getItem(CLOSED) ?? "[]"));
  } catch {
    return new Set();
  }
};

/** @param {Row} row @param {Tongue} tongue @returns {Record<string, string>} the texts of a row's cells */
const cellsOf = (row, { t, formats, now }) => ({
  status: t[row.status],
  // Its average still holds work from before.
  rate: row.hashrate === null || row.status === "offline" ? "–" : formats.hashrate(row.hashrate),
  since: row.since ? formats.moment(new Date(row.since), now) : "",
  lost: row.lost ? formats.hashrate(row.lost) : "",
  share: row.lastShare ? formats.relative((Date.parse(row.lastShare) - now.getTime()) / 1000) : "–",
});

/** @param {Element} element @param {string} entityId open the dialog about an entity */
const tell = (element, entityId) =>
  element.dispatchEvent(
    new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail: { entityId } }),
  );

/**
 * Return the row of a worker. On a phone the titles of the columns stand in front of what
 * they name, so each cell has its own. What may be in another direction than the page is
 * in a `bdi`: names, and amounts with their unit.
 *
 * @param {Row} row @param {number} highest the highest hashrate in TH/s @param {Tongue} tongue
 */
const rowPart = (row, highest, tongue) => {
  const { entity } = row;
  const cells = cellsOf(row, tongue);
  const cell = (/** @type {string} */ kind, /** @type {string} */ text, /** @type {string} */ title = "") =>
    part("td", { role: "cell", class: kind, "data-title": title }, text && part("bdi", {}, text));
  const press = entity && ((/** @type {Event} */ event) => tell(/** @type {Element} */ (event.currentTarget), entity));
  return part(
    "tr",
    { role: "row", class: `${row.status}${entity ? " known" : ""}`, onclick: press },
    part(
      "th",
      { role: "rowheader", scope: "row" },
      icon(ICONS[row.status]),
      part(entity ? "button" : "span", entity ? { type: "button" } : {}, part("bdi", {}, row.name)),
    ),
    cell("status", cells.status),
    part(
      "td",
      { role: "cell", class: "rate" },
      part("i", { style: `inline-size: ${Math.round((100 * (row.hashrate ?? 0)) / (highest || 1))}%` }),
      part("bdi", {}, cells.rate),
    ),
    cell("since", cells.since, tongue.t.offline_since),
    cell("lost", cells.lost, tongue.t.hashrate_lost),
    cell("share", cells.share, tongue.t.last_share),
  );
};

/** @param {Texts} t */
const headPart = (t) =>
  part(
    "thead",
    { role: "rowgroup" },
    part(
      "tr",
      { role: "row" },
      ...[
        ["name", t.worker],
        ["status", t.status],
        ["rate", t.hashrate],
        ["since", t.offline_since],
        ["lost", t.hashrate_lost],
        ["share", t.last_share],
      ].map(([kind, title]) => part("th", { role: "columnheader", scope: "col", class: kind }, title)),
    ),
  );

/**
 * Return how many workers that mine have how much hashrate: bars with their numbers.
 *
 * @param {Row[]} rows @param {Tongue} tongue @returns {Tree[]}
 */
const classPart = (rows, { t, formats }) => {
  const counted = classes(rows);
  const total = counted.reduce((sum, one) => sum + one.count, 0);
  if (total < FARM) return [];
  const largest = Math.max(...counted.map((one) => one.count));
  return [
    part(
      "figure",
      {},
      part("figcaption", {}, t.workers_by_hashrate),
      part(
        "ul",
        {},
        counted.map(({ from, to, count }) =>
          part(
            "li",
            {},
            part("bdi", {}, `${formats.number(from)}–${formats.hashrate(to)}`),
            part("i", {}, part("b", { style: `inline-size: ${(100 * count) / largest}%` })),
            part("span", { class: "count" }, formats.number(count)),
          ),
        ),
      ),
    ),
  ];
};

/** @param {Row[]} rows @param {Tongue} tongue @returns {Tree[]} how many workers have which status */
const countParts = (rows, { t, formats }) =>
  STATUSES.map((status) => ({ status, count: rows.filter((one) => one.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) =>
      part("span", { class: `count ${status}` }, icon(ICONS[status]), `${t[status]} ${formats.number(count)}`),
    );

/** @extends {AskingCard<Farm[]>} */
export class WorkersCard extends AskingCard {
  static styles = styles;

  #search = "";

  /** @type {Map<string, number>} how many rows of an account are wanted */
  #wanted = new Map();

  /** @type {Set<string>} */
  #closed = closedAccounts();

  /** @param {Hass} hass @returns {Account[]} */
  #accounts(hass) {
    return survey(hass, this.config.account).accounts;
  }

  /** @param {Hass} hass */
  watch(hass) {
    return this.#accounts(hass).flatMap(({ entities, workers }) =>
      [entities.workers_total, entities.workers_online, entities.workers_offline, ...workers.map((one) => one.entities.status)].filter(Boolean),
    );
  }

  /** @param {Hass} hass */
  async ask(hass) {
    const nameless = texts(hass.language).default_worker;
    return Promise.all(
      this.#accounts(hass).map(async (account) => {
        const answer = await called(hass, "get_workers", { account: account.id });
        return { account, rows: rowsOf(hass, account, answer?.workers ?? [], nameless) };
      }),
    );
  }

  /** @param {string} id @param {boolean} open */
  #turn(id, open) {
    if (open === !this.#closed.has(id)) return;
    if (open) this.#closed.delete(id);
    else this.#closed.add(id);
    localStorage.setItem(CLOSED, JSON.stringify([...this.#closed]));
    this.redraw();
  }

  /** @param {Farm[]} farms @param {Tongue} tongue @returns {Tree[]} */
  #tools(farms, { t }) {
    const workers = farms.reduce((sum, one) => sum + one.rows.length, 0);
    const jump = (/** @type {string} */ id) => () => {
      this.#turn(id, true);
      this.shadowRoot?.getElementById(id)?.scrollIntoView({ block: "start" });
    };
    const tabs = farms.map(({ account: { accountId, name }, rows }) =>
      part(
        "button",
        { type: "button", class: rows.some((one) => one.status === "offline") ? "trouble" : "", onclick: jump(accountId) },
        part("bdi", {}, name),
      ),
    );
    const field = part("input", {
      type: "search",
      placeholder: t.find_worker,
      "aria-label": t.find_worker,
      ".value": this.#search,
      oninput: (/** @type {any} */ event) => {
        this.#search = event.target.value;
        this.redraw();
      },
    });
    return [
      ...(farms.length > 1 ? [part("nav", {}, tabs)] : []),
      ...(workers > MANY ? [part("label", {}, icon("mdi:magnify"), field)] : []),
    ];
  }

  /** @param {Farm} farm @param {Tongue} tongue */
  #account({ account, rows }, tongue) {
    const { t, formats } = tongue;
    const id = account.accountId;
    const wanted = found(rows, this.#search);
    const most = this.#wanted.get(id) ?? MOST_DRAWN;
    const drawn = wanted.slice(0, most);
    const highest = Math.max(0, ...rows.map((one) => one.hashrate ?? 0));
    const more = () => {
      this.#wanted.set(id, most + 5 * MOST_DRAWN);
      this.redraw();
    };
    const rate = numberOf(this.hass, hashrateOf(account.entities));
    const total = rate === null ? [] : [part("span", { class: "count" }, part("bdi", {}, formats.hashrate(rate)))];
    const troubled = drawn.some((one) => one.since || one.lost);
    return part(
      "details",
      {
        id,
        ".open": !this.#closed.has(id) || this.#search !== "",
        ontoggle: (/** @type {any} */ event) => this.#search === "" && this.#turn(id, event.target.open),
      },
      part("summary", {}, icon("mdi:chevron-down"), part("h2", {}, part("bdi", {}, account.name)), part("div", {}, ...total, countParts(rows, tongue))),
      this.#search === "" ? classPart(rows, tongue) : [],
      wanted.length
        ? part(
            "table",
            { role: "table", class: troubled ? "" : "calm" },
            headPart(t),
            part("tbody", { role: "rowgroup" }, drawn.map((row) => rowPart(row, highest, tongue))),
          )
        : part("p", {}, this.#search === "" ? t.no_workers : t.no_match),
      wanted.length > most &&
        part("button", { type: "button", class: "more", onclick: more }, filled(t.more_workers, { count: formats.number(wanted.length - most) })),
    );
  }

  /** @param {Hass} hass */
  draw(hass) {
    const tongue = { t: texts(hass.language), formats: formatsOf(hass), now: new Date() };
    const farms = this.answer ?? [];
    return [
      ...this.#tools(farms, tongue),
      ...farms.map((farm) => part("ha-card", {}, this.#account(farm, tongue))),
    ];
  }
}

export const WORKERS_CARD = defineCard("workers-card", WorkersCard);
