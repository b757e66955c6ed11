// @ts-check
/** The card with the sentence about an account. A tap leads to its machines. */
import { isNotKnown, survey } from "./accounts.js";
import { AskingCard, called } from "./asking.js";
import { defineCard, icon, link, part } from "./element.js";
import { rowsOf } from "./farm.js";
import { formatsOf } from "./format.js";
import { DOT, sentence } from "./sentence.js";
import { texts } from "./texts.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./sentence.js").Facts} Facts
 * @typedef {import("./sentence.js").Sentence} Sentence
 * @typedef {import("./farm.js").Row} Row
 */

const INTEGRATION = "/config/integrations/integration/ocean_xyz";

/** @type {Record<string, string>} */
const ICONS = {
  bad: "mdi:alert-circle",
  warn: "mdi:alert",
  good: "mdi:check-circle",
  calm: "mdi:information",
};

/** Translation keys of the entities of an account that the sentence reads. */
const READ = new Set([
  "data_status",
  "workers_online",
  "workers_offline",
  "workers_total",
  "revenue_per_day",
  "expected_per_day",
  "profitable",
  "profit_per_day",
  "payout_method",
  "payout_expected",
  "paid_total",
  "unpaid",
]);

/** The states of the data in which the workers' states are those of now. */
const LIVE = /** @type {Set<string | null>} */ (new Set(["live", "idle"]));

/** The states of workers that the sentence names. @type {string[]} */
const TROUBLES = ["offline", "low", "paused"];

/** @param {Hass} hass @param {string | undefined} id */
const stateOf = (hass, id) => (id === undefined ? undefined : hass.states[id]?.state);

/** @param {Hass} hass @param {string | undefined} id */
const numberOf = (hass, id) => {
  const value = Number(stateOf(hass, id) || NaN);
  return Number.isFinite(value) ? value : null;
};

/** @param {Hass} hass @param {Account} account the state of its data, also if it is hidden */
const dataStatusOf = (hass, account) => {
  const entity = Object.values(hass.entities).find(
    (one) => one.device_id === account.id && one.translation_key === "data_status",
  );
  return entity && hass.states[entity.entity_id];
};

/** After so many milliseconds without figures the integration is not only starting. */
const LOADING = 60_000;

/**
 * Return what the sentence is about.
 *
 * @param {Hass} hass @param {Survey} model with one account @param {Row[] | null} troubles
 * @returns {Facts}
 */
export const factsOf = (hass, { accounts: [account], network, currency }, troubles) => {
  const { entities } = account;
  const status = dataStatusOf(hass, account);
  const number = (/** @type {string} */ key) => numberOf(hass, entities[key]);
  const [online, offline, total] = ["workers_online", "workers_offline", "workers_total"].map(number);
  // Before it is known what was paid, only Lightning is known to be the way of a payout.
  const method = stateOf(hass, entities.payout_method) ?? null;
  const guessed = method !== "lightning" && isNotKnown(hass, entities.paid_total);
  const payout = guessed ? NaN : Date.parse(stateOf(hass, entities.payout_expected) ?? "");
  const hashprice = numberOf(hass, network.hashprice_value);
  return {
    status: status?.state ?? null,
    loading: Date.now() - Date.parse(status?.last_changed ?? "") < LOADING,
    counts: online === null || offline === null || total === null ? null : { online, offline, total },
    troubles,
    currency: currency ?? null,
    revenue: number("revenue_per_day"),
    expected: number("expected_per_day"),
    hashprice: hashprice === null ? null : hashprice / 1000,
    profit: stateOf(hass, entities.profitable) === "off" ? number("profit_per_day") : null,
    method: guessed ? null : method,
    payout: Number.isNaN(payout) ? null : new Date(payout),
    due: hass.states[entities.payout_expected]?.attributes.awaiting_sweep === true,
    unpaid: number("unpaid"),
  };
};

/**
 * The sentence about one account.
 *
 * @extends {AskingCard<Row[]>}
 */
class Summary extends AskingCard {
  static styles = `
    :host { display: block; }
    .row {
      display: flex; gap: 12px; align-items: flex-start; padding: 12px 16px;
      border-radius: inherit; color: inherit; text-decoration: none;
    }
    .row:focus-visible { outline: 2px solid var(--primary-color); }
    .text { flex: 1; min-width: 0; overflow-wrap: anywhere; line-height: 1.45; }
    p { margin: 0; }
    .name { color: var(--secondary-text-color); font-size: 0.9em; }
    .headline { font-weight: var(--ha-font-weight-medium, 500); color: var(--primary-text-color); }
    .detail { color: var(--secondary-text-color); }
    ha-icon { color: var(--secondary-text-color); flex: none; }
    .good ha-icon { color: var(--success-color); }
    .warn ha-icon { color: var(--warning-color); }
    .bad ha-icon, .bad .headline { color: var(--error-color); }
  `;

  /** @param {Hass} hass */
  watch(hass) {
    const { accounts, network } = survey(hass, this.config.account);
    const own = Object.values(hass.entities)
      .filter((one) => one.device_id === this.config.account && READ.has(one.translation_key ?? ""))
      .map((one) => one.entity_id);
    const workers = accounts.flatMap((one) => one.workers.map((worker) => worker.entities.status));
    return [...own, ...workers, network.hashprice_value].filter(Boolean);
  }

  /** @param {Hass} hass */
  draw(hass) {
    const t = texts(hass.language);
    const model = survey(hass, this.config.account);
    const [account] = model.accounts;
    if (!account) {
      if (hass.devices[this.config.account]) return [];
      return [this.#row(hass, { level: "warn", headline: t.sentence.removed, detail: "" }, INTEGRATION)];
    }
    const facts = factsOf(hass, model, this.answer);
    const said = sentence(facts, t, formatsOf(hass), new Date());
    if (!said) return [];
    const missing = facts.status === "unknown_account" || facts.status === "unavailable";
    const device = `/config/devices/device/${account.id}`;
    const name = this.config.show_name ? account.name : "";
    return [this.#row(hass, said, missing ? INTEGRATION : (this.config.path ?? device), name)];
  }

  /** Which workers are in trouble. Only what OCEAN says now is worth asking. @param {Hass} hass */
  async ask(hass) {
    const model = survey(hass, this.config.account);
    const [account] = model.accounts;
    if (!account) return null;
    const { counts, status } = factsOf(hass, model, null);
    if (counts === null || !LIVE.has(status)) return null;
    const answer = await called(hass, "get_workers", { account: account.id, status: TROUBLES });
    const rows = answer && rowsOf(hass, account, answer.workers, texts(hass.language).default_worker);
    return rows && rows.filter((one) => TROUBLES.includes(one.status));
  }

  /** @param {Hass} hass @param {Sentence} said @param {string} path @param {string} [name] */
  #row(hass, { level, headline, detail }, path, name) {
    // A name or a text in English keeps its direction on a page from right to left.
    const line = (/** @type {import("./element.js").Tree[]} */ ...trees) => part("p", {}, part("bdi", {}, trees));
    const text = part(
      "div",
      { class: "text" },
      name ? line(part("span", { class: "name" }, name)) : null,
      line(
        part("span", { class: "headline" }, headline),
        ...(detail ? [DOT, part("span", { class: "detail" }, detail)] : []),
      ),
    );
    const content = [icon(ICONS[level]), text];
    const props = { class: `row ${level}` };
    // Only administrators may open the pages of the settings.
    const open = !path.startsWith("/config/") || hass.user?.is_admin;
    return part("ha-card", {}, open ? link(path, props, content) : part("div", props, content));
  }
}

export const SUMMARY_CARD = defineCard("summary", Summary);
