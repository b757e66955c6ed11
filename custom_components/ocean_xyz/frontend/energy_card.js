// @ts-check
/** The card that answers whether mining pays now: what a kWh brings and costs, on one scale. */
import { numberOf, survey } from "./accounts.js";
import { AskingCard } from "./asking.js";
import { defineCard, icon, moreInfo, part } from "./element.js";
import { barsOf, verdict } from "./energy.js";
import { formatsOf } from "./format.js";
import { isPlanned, slotsOf } from "./plan_card.js";
import { filled, texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./accounts.js").Entities} Entities
 * @typedef {import("./energy.js").Facts} Facts
 * @typedef {import("./energy.js").Slot} Slot
 *
 * @typedef {{ since: Date | null, slots: Slot[] }} Answer
 */

const DAY = 24 * 3600 * 1000;

/** The part of a value that the decimals of the margin and the price leave open. */
const PRECISE = 0.005;

/** @type {Record<string, string>} */
const ICONS = { good: "mdi:check-circle", warn: "mdi:close-circle", calm: "mdi:help-circle" };

/** @type {Record<string, boolean>} */
const DECISIONS = { on: true, off: false };

/**
 * Return since when a state has been what it is, null if it is longer than a day or not
 * known. What Home Assistant says itself begins again with each restart.
 *
 * @param {Hass} hass @param {string} entity @param {Date} now
 */
const sinceOf = async (hass, entity, now) => {
  try {
    const answer = await hass.callWS?.({
      type: "history/history_during_period",
      start_time: new Date(now.getTime() - DAY).toISOString(),
      entity_ids: [entity],
      minimal_response: true,
      no_attributes: true,
    });
    /** @type {{ s: string, lu: number }[]} */
    const decided = answer[entity].filter((/** @type {{ s: string }} */ one) => one.s in DECISIONS);
    const present = hass.states[entity]?.state;
    const other = decided.findLastIndex((one) => one.s !== present);
    const first = other < 0 ? undefined : decided[other + 1];
    return first ? new Date(first.lu * 1000) : null;
  } catch {
    return null;
  }
};

/**
 * Return what the heat of a kWh is worth: what is left of its value is more than value and
 * price say. The margin has one decimal, so less than that is nothing.
 *
 * @param {number | null} value @param {number | null} price @param {number | undefined} margin in percent
 */
const heatOf = (value, price, margin) => {
  if (value === null || price === null || margin === undefined) return 0;
  const heat = price - value * (1 - margin / 100);
  return heat > value * PRECISE ? heat : 0;
};

/** @extends {AskingCard<Answer>} */
export class EnergyCard extends AskingCard {
  static styles = `
    :host { display: block; }
    ha-card { padding: 12px 16px 16px; }
    button { all: unset; box-sizing: border-box; cursor: pointer; display: flex; gap: 12px; width: 100%; }
    button:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; border-radius: 4px; }
    p { margin: 0; line-height: 1.45; overflow-wrap: anywhere; color: var(--secondary-text-color); }
    .headline { font-size: 16px; font-weight: var(--ha-font-weight-medium, 500); color: var(--primary-text-color); }
    .verdict { padding-block-end: 8px; }
    ha-icon { flex: none; color: var(--secondary-text-color); }
    .good ha-icon { color: var(--success-color); }
    .warn ha-icon { color: var(--warning-color); }
    .amount { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; margin-block-start: 8px; font-size: 14px;
      color: var(--primary-text-color); }
    .amount bdi { font-weight: 500; }
    .scale { position: relative; height: 14px; border-radius: 4px; overflow: hidden; margin-block-start: 2px; }
    .scale span { position: absolute; inset-block: 0; }
    .ground { inset-inline: 0; background: var(--disabled-color); opacity: 0.2; }
    .brings { background: var(--success-color); }
    .heat { background: var(--deep-orange-color, #ff6f22); }
    .costs { background: var(--red-color, #f44336); }
  `;

  /** @param {Hass} hass @returns {Entities} */
  #entities(hass) {
    return survey(hass, this.config.account).accounts[0]?.entities ?? {};
  }

  /** @param {Hass} hass */
  watch(hass) {
    const { profitable, value_per_kwh: value, grid_price: price, heat_saving: heat, next_profitable_start: next } = this.#entities(hass);
    return [profitable, value, price, heat, next].filter(Boolean);
  }

  /** @param {Hass} hass */
  async ask(hass) {
    const entities = this.#entities(hass);
    const { profitable } = entities;
    const plan = isPlanned(entities) ? await slotsOf(hass, this.config.account) : null;
    const since = await sinceOf(hass, profitable, new Date());
    return { since, slots: plan?.slots ?? [] };
  }

  /** @param {Hass} hass @returns {Facts} */
  #facts(hass) {
    const { profitable, value_per_kwh: worth, grid_price: price } = this.#entities(hass);
    const decided = hass.states[profitable];
    const known = price ? numberOf(hass, price) : (decided?.attributes.tariff ?? null);
    const value = numberOf(hass, worth);
    return {
      currency: survey(hass).currency ?? "",
      value,
      heat: heatOf(value, known, decided?.attributes.margin),
      price: known,
      pays: DECISIONS[decided?.state ?? ""] ?? null,
      since: this.answer?.since ?? null,
      slots: this.answer?.slots ?? [],
    };
  }

  /** @param {Hass} hass */
  draw(hass) {
    const t = texts(hass.language);
    const f = formatsOf(hass);
    const { energy: e } = t;
    const facts = this.#facts(hass);
    const { profitable, value_per_kwh: worth, grid_price: price } = this.#entities(hass);
    const said = verdict(facts, t, f, new Date());
    const brought = facts.value === null ? null : facts.value + facts.heat;
    const [own, whole, cost] = barsOf([facts.value, brought, facts.price]);
    const bar = (/** @type {string} */ kind, /** @type {typeof own} */ place) =>
      place && part("span", { class: kind, style: `inset-inline-start: ${place.start}; width: ${place.length}` });
    const row = (/** @type {string} */ name, /** @type {number | null} */ amount, /** @type {string} */ entity, /** @type {ReturnType<typeof bar>[]} */ ...drawn) =>
      part(
        "div",
        {},
        moreInfo(
          entity,
          { class: "amount" },
          part("span", {}, name),
          part("bdi", {}, amount === null ? "–" : f.price(amount, facts.currency)),
        ),
        part("div", { class: "scale", "aria-hidden": "true" }, part("span", { class: "ground" }), ...drawn),
      );
    const heated = facts.heat ? filled(e.with_heat, { amount: f.price(facts.heat, facts.currency) }) : e.brings;
    return [
      part(
        "ha-card",
        {},
        moreInfo(
          profitable,
          { class: `verdict ${said.level}` },
          icon(ICONS[said.level]),
          part(
            "div",
            {},
            part("p", { class: "headline" }, part("bdi", {}, said.headline)),
            said.detail && part("p", {}, part("bdi", {}, said.detail)),
          ),
        ),
        row(heated, brought, worth, bar("heat", whole), bar("brings", own)),
        row(e.costs, facts.price, price ?? profitable, bar("costs", cost)),
      ),
    ];
  }

  getCardSize() {
    return 3;
  }
}

export const ENERGY_CARD = defineCard("energy-card", EnergyCard);
