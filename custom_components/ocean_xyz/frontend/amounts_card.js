// @ts-check
/** A card with amounts of an account: each in sat, and at today's price. */
import { numberOf, priceOf, survey } from "./accounts.js";
import { Card, defineCard, moreInfo, part } from "./element.js";
import { formatsOf } from "./format.js";
import { texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 */

/** The amounts of an account by translation key. */
const AMOUNTS = [
  "earned_today",
  "earned_7d",
  "earned_30d",
  "earned_total",
  "expected_per_day",
  "unpaid",
  "estimated_next_block",
  "paid_total",
];

export class AmountsCard extends Card {
  static styles = `
    :host { display: block; }
    ha-card { padding: 4px 16px; }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    thead th { color: var(--secondary-text-color); font-weight: 400; font-size: 12px; text-align: end; padding-block: 6px; }
    th, td { text-align: end; white-space: nowrap; padding: 0; padding-inline-start: 10px; font-weight: 400; }
    tbody th { text-align: start; white-space: normal; padding: 0; width: 100%; }
    tbody tr { height: 40px; border-block-start: 1px solid var(--divider-color); }
    td:last-child { color: var(--secondary-text-color); }
    button { font: inherit; color: inherit; background: none; border: 0; padding: 8px 0; text-align: start; cursor: pointer; }
    button:focus-visible { outline: 2px solid var(--primary-color); }
  `;

  /** @param {Hass} hass @returns {[string, string][]} the amounts that exist, with their entities */
  #shown(hass) {
    const [account] = survey(hass, this.config.account).accounts;
    return AMOUNTS.flatMap((key) => (account?.entities[key] ? [[key, account.entities[key]]] : []));
  }

  /** @param {Hass} hass */
  watch(hass) {
    const { price } = survey(hass, this.config.account).network;
    return [...this.#shown(hass).map(([, entity]) => entity), ...(price ? [price] : [])];
  }

  /** @param {Hass} hass */
  draw(hass) {
    const { network, currency } = survey(hass, this.config.account);
    const t = texts(hass.language, currency);
    const formats = formatsOf(hass);
    const price = priceOf(hass, network);
    const priced = price !== null && currency !== undefined;
    return [
      part(
        "ha-card",
        {},
        part(
          "table",
          {},
          part(
            "thead",
            {},
            part("tr", {}, part("th", {}, ""), part("th", { scope: "col" }, t.amount), priced && part("th", { scope: "col" }, t.at_todays_price)),
          ),
          part(
            "tbody",
            {},
            this.#shown(hass).filter(([, entity]) => hass.states[entity].state !== "unknown").map(([key, entity]) => {
              const amount = numberOf(hass, entity);
              const name = t.names[key];
              return part(
                "tr",
                {},
                part("th", { scope: "row" }, moreInfo(entity, {}, name)),
                part("td", {}, amount === null ? "–" : part("bdi", {}, formats.amount(amount))),
                priced &&
                  part("td", {}, amount !== null && part("bdi", {}, formats.money((amount / 1e8) * price, currency))),
              );
            }),
          ),
        ),
      ),
    ];
  }
}

export const AMOUNTS_CARD = defineCard("amounts-card", AmountsCard);
