// @ts-check
/** The card with the prices of today and tomorrow, and whether mining pays in each slot. */
import { numberOf, survey } from "./accounts.js";
import { AskingCard, called } from "./asking.js";
import { defineCard, part } from "./element.js";
import { chartOf, slotAt } from "./energy.js";
import { formatsOf } from "./format.js";
import { neighbour, periodAt } from "./periods.js";
import { DOT } from "./sentence.js";
import { texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./energy.js").Slot} Slot
 *
 * The slots whose prices are known, and what heat saves in them: a part of a price, and an
 * amount per kWh.
 * @typedef {{ slots: Slot[], heat: { credit: number, worth: number } }} Answer
 */

const QUARTER = 900_000;

/** Entities that exist only where prices ahead can be known. */
const PLANNED = ["next_profitable_start", "profitable_hours_today", "profitable_hours_tomorrow"];

/** @param {import("./accounts.js").Entities} entities of an account */
export const isPlanned = (entities) => PLANNED.some((key) => entities[key]);

/** More hours than two days have, so that the plan has all slots. */
const ALL = 1000;

/**
 * Ask for the slots of today and tomorrow whose prices are known.
 *
 * @param {Hass} hass @param {string} account @returns {Promise<Answer | null>}
 */
export const slotsOf = async (hass, account) => {
  const today = periodAt("day", Date.now(), hass.config?.time_zone);
  const after = neighbour(neighbour(today, 1), 1);
  const answer = await called(hass, "plan", { account, start: `${today}T00:00`, deadline: `${after}T00:00`, at_least: ALL });
  return (
    answer && {
      heat: { credit: answer.held.heat_credit / 100, worth: answer.held.heat_worth },
      slots: answer.slots.map((/** @type {Record<string, any>} */ one) => ({
        start: Date.parse(one.start),
        end: Date.parse(one.end),
        price: one.price,
        pays: one.pays,
      })),
    }
  );
};

/**
 * Return the price at which nothing is left, with the heat that the plan counts.
 *
 * @param {number | null} value of a kWh @param {Answer["heat"]} heat
 */
const breakEven = (value, { credit, worth }) =>
  value === null || credit >= 1 ? null : (value + worth) / (1 - credit);

/** @extends {AskingCard<Answer>} */
export class PlanCard extends AskingCard {
  static styles = `
    :host { display: block; }
    ha-card { padding: 12px 16px; }
    p { margin: 0; min-height: 20px; color: var(--secondary-text-color); font-size: 12px; }
    p.shown { font-size: 14px; color: var(--primary-text-color); overflow-wrap: anywhere; }
    figure { margin: 8px 0 0; display: flex; gap: 6px; direction: ltr; font-size: 11px; color: var(--secondary-text-color); }
    .levels { flex: none; position: relative; width: 34px; text-align: end; }
    .levels span { position: absolute; inset-inline-end: 0; transform: translateY(-50%); }
    .plot { flex: 1; min-width: 0; }
    .bars { position: relative; height: 150px; }
    .levels { height: 150px; }
    .bars > * { position: absolute; inset-block: 0; }
    .bars > .paying, .bars > .others { inset: 0; }
    .paying { background: var(--success-color); }
    .others { background: var(--disabled-color, #bdbdbd); }
    .past { left: 0; background: var(--ha-card-background, var(--card-background-color, #fff)); opacity: 0.6; }
    .bars > .zero, .bars > .line { inset: auto 0; border-block-start: 1px solid var(--secondary-text-color); }
    .bars > .line, .legend .line { border-block-start: 2px dashed var(--primary-color); }
    .now { border-inline-start: 2px solid var(--primary-text-color); }
    .chosen { background: var(--primary-text-color); opacity: 0.3; min-width: 3px; pointer-events: none; }
    input { width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; touch-action: pan-y; }
    input:focus-visible + .chosen { opacity: 0.6; }
    .ticks { position: relative; height: 18px; overflow: hidden; }
    .ticks span { position: absolute; border-inline-start: 1px solid var(--divider-color); padding-inline-start: 3px; white-space: nowrap; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; list-style: none; font-size: 12px;
      color: var(--secondary-text-color); }
    .legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-inline-end: 6px; }
    .legend .line { height: 0; width: 16px; border-radius: 0; vertical-align: middle; }
  `;

  /** @type {number | null} the time that the user chose, null for now */
  #chosen = null;

  /** @param {Hass} hass */
  watch(hass) {
    const { profitable, value_per_kwh: value, next_profitable_start: next } = survey(hass, this.config.account).accounts[0]?.entities ?? {};
    return [profitable, value, next].filter(Boolean);
  }

  /** @param {Hass} hass */
  ask(hass) {
    return slotsOf(hass, this.config.account);
  }

  /** @param {Hass} hass */
  draw(hass) {
    const { energy: e, break_even: limit } = texts(hass.language);
    const f = formatsOf(hass);
    const { accounts, currency = "" } = survey(hass, this.config.account);
    const value = numberOf(hass, accounts[0]?.entities.value_per_kwh);
    if (!this.answer?.slots.length) {
      const why = value === null ? e.not_known : e.no_prices;
      return [part("ha-card", {}, part("p", {}, this.answered ? why : ""))];
    }
    const { slots, heat } = this.answer;
    const withoutHeat = accounts[0]?.entities.heat_saving && !heat.credit && !heat.worth;
    const line = breakEven(value, heat);
    const now = Date.now();
    const chart = chartOf(slots, line, now, f);
    const time = Math.min(Math.max(this.#chosen ?? now, chart.start), chart.end - 1);
    const slot = slotAt(slots, time);
    const said = slot
      ? [
          `${f.near(new Date(slot.start), new Date(now))} – ${f.time(new Date(slot.end))}`,
          f.price(slot.price, currency),
          slot.pays ? e.slot_pays : e.slot_pays_not,
        ].join(DOT)
      : [f.near(new Date(time), new Date(now)), e.no_price].join(DOT);
    return [
      part(
        "ha-card",
        {},
        part("p", { class: "shown" }, part("bdi", {}, said)),
        part(
          "figure",
          {},
          part("div", { class: "levels", "aria-hidden": "true" }, chart.levels.map(({ top, price }) =>
            part("span", { style: `top: ${top}` }, f.number(price, { maximumFractionDigits: Math.abs(price) < 10 ? 2 : 0 })))),
          part(
            "div",
            { class: "plot" },
            part(
              "div",
              { class: "bars" },
              part("span", { class: "others", style: chart.others }),
              part("span", { class: "paying", style: chart.paying }),
              part("span", { class: "past", style: `width: ${chart.now}` }),
              part("span", { class: "zero", style: `top: ${chart.zero}` }),
              chart.line !== null && part("span", { class: "line", style: `top: ${chart.line}` }),
              part("span", { class: "now", style: `left: ${chart.now}` }),
              part("input", {
                type: "range",
                min: chart.start,
                max: chart.end - 1,
                step: QUARTER,
                ".value": String(time),
                "aria-label": e.plan,
                "aria-valuetext": said,
                oninput: (/** @type {Event} */ event) => this.#choose(event),
                onblur: () => this.#choose(null),
              }),
              this.#chosen !== null && slot && part("span", { class: "chosen", style: chart.placeOf(slot) }),
            ),
            part("div", { class: "ticks", "aria-hidden": "true" }, chart.ticks.map(({ place, text }) =>
              part("span", { style: `left: ${place}` }, text))),
          ),
        ),
        part(
          "ul",
          { class: "legend" },
          part("li", {}, part("i", { class: "paying" }), e.slot_pays),
          part("li", {}, part("i", { class: "others" }), e.slot_pays_not),
          line !== null && part("li", {}, part("i", { class: "line" }), `${limit} `, part("bdi", {}, f.price(line, currency))),
        ),
        part("p", {}, withoutHeat ? e.held_without_heat : e.held),
      ),
    ];
  }

  /** Show the slot under the finger, or the present one again. @param {Event | null} event */
  #choose(event) {
    this.#chosen = event && Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    this.redraw();
  }

  getCardSize() {
    return 5;
  }
}

export const PLAN_CARD = defineCard("plan-card", PlanCard);
