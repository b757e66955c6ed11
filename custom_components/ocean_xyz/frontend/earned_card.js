// @ts-check
/** A card with what an account earned in a day, a month, a year or ever, in sat and money. */
import { isNotKnown, priceOf, survey } from "./accounts.js";
import { AskingCard } from "./asking.js";
import { defineCard, icon, part } from "./element.js";
import { formatsOf } from "./format.js";
import { statisticIdOf } from "./ids.js";
import { NAMES, neighbour, partsOf, periodAt, requestOf, spanOf, written } from "./periods.js";
import { texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./element.js").Tree} Tree
 * @typedef {import("./periods.js").Row} Row
 *
 * @typedef {{ period: string, earned: Row[], paid: Row[] }} Answer
 */

/** @extends {AskingCard<Answer>} */
export class EarnedCard extends AskingCard {
  static styles = `
    :host { display: block; }
    ha-card { padding: 12px 16px 16px; }
    div { display: flex; align-items: center; gap: 4px; }
    .spans { flex-wrap: wrap; }
    button { font: inherit; color: var(--primary-text-color); background: none; border: 0; border-radius: 18px;
      min-height: 36px; min-width: 36px; padding: 0 10px; cursor: pointer; }
    button[aria-pressed=true] { background: var(--primary-color); color: var(--text-primary-color, #fff); }
    button:disabled { opacity: 0.3; cursor: default; }
    button:focus-visible, ol:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; }
    .period h3 { flex: 1; text-align: center; font-size: 14px; font-weight: 500; margin: 0; }
    dl { display: grid; grid-template-columns: max-content 1fr max-content; gap: 4px 12px; margin: 8px 0; }
    dt { color: var(--secondary-text-color); }
    dd { margin: 0; text-align: end; white-space: nowrap; }
    dd.sat { font-weight: 500; }
    dd.head { grid-column: 1 / -1; font-size: 12px; color: var(--secondary-text-color); }
    ol { display: flex; align-items: flex-end; gap: 2px; height: 140px; margin: 12px 0 0; padding: 0; list-style: none;
      border-block-end: 1px solid var(--divider-color); }
    li { flex: 1; min-width: 0; height: 100%; display: flex; align-items: flex-end; cursor: pointer; }
    li i { display: block; width: 100%; background: var(--amber-color, #ffc107); border-radius: 3px 3px 0 0; min-height: 1px; }
    li.none i { background: none; }
    li.chosen i { background: var(--primary-color); }
    .ends { justify-content: space-between; color: var(--secondary-text-color); font-size: 12px; margin-block-start: 4px; }
    p { margin: 8px 0 0; color: var(--secondary-text-color); font-size: 12px; }
  `;

  /** @type {string | null} null means the present month */
  #period = null;

  /** @type {string | null} the part whose amount is shown in words */
  #chosen = null;

  get question() {
    return [this.#shown];
  }

  get #zone() {
    return this.hass.config?.time_zone;
  }

  get #shown() {
    return this.#period ?? periodAt("month", Date.now(), this.#zone);
  }

  get #rightToLeft() {
    return getComputedStyle(this).direction === "rtl";
  }

  /** @param {Hass} hass */
  watch(hass) {
    const { accounts, network } = survey(hass, this.config.account);
    const { earned_total: earned, paid_total: paid } = accounts[0]?.entities ?? {};
    return [earned, paid, network.price].filter(Boolean);
  }

  /** @param {Hass} hass */
  async ask(hass) {
    const [account] = survey(hass, this.config.account).accounts;
    const period = this.#shown;
    if (!account) return null;
    const [earned, paid] = /** @type {const} */ (["earned", "paid"]).map((what) => statisticIdOf(account.accountId, what));
    try {
      const rows = await hass.callWS?.({
        type: "recorder/statistics_during_period",
        ...requestOf(period, Date.now()),
        statistic_ids: [earned, paid],
        types: ["change"],
      });
      return { period, earned: rows[earned] ?? [], paid: rows[paid] ?? [] };
    } catch {
      return null;
    }
  }

  /** @param {string} period */
  #go(period) {
    this.#period = period;
    this.#chosen = null;
    this.redraw();
  }

  /** @param {string} name */
  #choose(name) {
    this.#chosen = name;
    this.redraw();
  }

  /** The buttons for the kind of period, and for the one before and after. @param {Hass} hass @returns {Tree[]} */
  #picker(hass) {
    const t = texts(hass.language);
    const shown = this.#shown;
    const now = Date.now();
    const last = periodAt(spanOf(shown), now, this.#zone);
    const [back, on] = this.#rightToLeft ? ["right", "left"] : ["left", "right"];
    const step = (/** @type {number} */ by, /** @type {string} */ side, /** @type {string} */ label) =>
      part(
        "button",
        {
          type: "button",
          "aria-label": label,
          disabled: shown === "" || (by > 0 && shown >= last),
          onclick: () => this.#go(neighbour(shown, by)),
        },
        icon(`mdi:chevron-${side}`),
      );
    const words = { day: t.day, month: t.month, year: t.year, all: t.all_time };
    return [
      part(
        "div",
        { class: "spans", role: "group" },
        NAMES.map((span) =>
          part(
            "button",
            {
              type: "button",
              "aria-pressed": String(spanOf(shown) === span),
              onclick: () => this.#go(periodAt(span, now, this.#zone)),
            },
            words[span],
          ),
        ),
      ),
      part(
        "div",
        { class: "period" },
        step(-1, back, t.earlier),
        part("h3", {}, shown === "" ? t.all_time : written(shown, hass.language)),
        step(1, on, t.later),
      ),
    ];
  }

  /** @param {Hass} hass @param {{ name: string, amount: number }[]} parts @returns {Tree[]} */
  #bars(hass, parts) {
    const formats = formatsOf(hass);
    const highest = Math.max(1, ...parts.map((one) => one.amount));
    const place = parts.findIndex((one) => one.name === this.#chosen);
    const [first, last] = [parts[0], parts[parts.length - 1]];
    const said = (/** @type {{ name: string, amount: number }} */ one) =>
      `${written(one.name, hass.language)}: ${formats.amount(one.amount)}`;
    const key = (/** @type {KeyboardEvent} */ event) => {
      const backwards = this.#rightToLeft ? "ArrowRight" : "ArrowLeft";
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      event.preventDefault();
      const next = place + (event.key === backwards ? -1 : 1);
      this.#choose(parts[Math.max(0, Math.min(parts.length - 1, next))].name);
    };
    return [
      part(
        "ol",
        { tabindex: "0", onkeydown: key },
        parts.map((one) =>
          part(
            "li",
            {
              class: `${one.name === this.#chosen ? "chosen" : ""} ${one.amount ? "" : "none"}`,
              title: said(one),
              "aria-label": said(one),
              onclick: () => this.#choose(one.name),
            },
            part("i", { style: `height: ${Math.max(0, (100 * one.amount) / highest)}%` }),
          ),
        ),
      ),
      part("div", { class: "ends" }, part("span", {}, written(first.name, hass.language)), part("span", {}, written(last.name, hass.language))),
      part("p", { "aria-live": "polite", hidden: place < 0 }, place < 0 ? "" : said(parts[place])),
    ];
  }

  /** @param {Hass} hass */
  draw(hass) {
    const t = texts(hass.language);
    const formats = formatsOf(hass);
    const { accounts, network, currency } = survey(hass, this.config.account);
    const price = priceOf(hass, network);
    // Until it is known what was paid over Lightning, a sum of what is listed would be false.
    const guessed = isNotKnown(hass, accounts[0]?.entities.paid_total);
    const period = this.#shown;
    const answer = this.answer?.period === period ? this.answer : null;
    const sumOf = (/** @type {Row[]} */ rows) =>
      partsOf(rows, period, Date.now(), this.#zone).reduce((sum, one) => sum + one.amount, 0);
    const line = (/** @type {string} */ name, /** @type {number} */ sum) => [
      part("dt", {}, name),
      part("dd", { class: "sat" }, part("bdi", {}, formats.amount(sum))),
      part("dd", {}, price !== null && currency && part("bdi", {}, formats.money((sum / 1e8) * price, currency))),
    ];
    return [
      part(
        "ha-card",
        {},
        this.#picker(hass),
        answer && [
          part("dl", {}, price !== null && part("dd", { class: "head" }, t.at_todays_price), line(t.earned, sumOf(answer.earned)), guessed ? [part("dt", {}, t.paid), part("dd", {}, t.not_known), part("dd", {})] : line(t.paid, sumOf(answer.paid))),
          ...this.#bars(hass, partsOf(answer.earned, period, Date.now(), this.#zone)),
        ],
      ),
    ];
  }
}

export const EARNED_CARD = defineCard("earned-card", EarnedCard);
