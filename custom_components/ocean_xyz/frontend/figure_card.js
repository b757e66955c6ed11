// @ts-check
/**
 * A tile for an entity whose size needs another unit: PH/s for many TH/s, BTC for many
 * satoshis, and for one that counts some of all. It looks like Home Assistant's tile, which
 * always writes the entity's state and unit.
 */
import { AskingCard } from "./asking.js";
import { numberOf } from "./accounts.js";
import { defineCard, moreInfo, part } from "./element.js";
import { formatsOf } from "./format.js";
import { filled, texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 * @typedef {import("./format.js").Formats} Formats
 */

const HOUR = 3600 * 1000;

/** From this number of hours on, their averages make a trend. */
const FEWEST = 3;

/**
 * Return an amount with the unit that suits it.
 *
 * @param {number} value @param {string} unit that of the entity @param {Formats} formats
 */
const written = (value, unit, formats) => {
  if (unit === "TH/s") return formats.hashrate(value);
  const [satoshis, per] = unit.match(/^sat(\/\w+)?$/) ?? [];
  return satoshis ? `${formats.amount(value)}${per ?? ""}` : formats.number(value);
};

/**
 * Return the shapes of a line through values, from one edge to the other, and of the area
 * below it, as CSS polygons.
 *
 * @param {number[]} values
 */
const shapesOf = (values) => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const points = values.map((value, place) => [
    ((100 * place) / (values.length - 1)).toFixed(1),
    (90 - (85 * (value - low)) / (high - low || 1)).toFixed(1),
  ]);
  const above = points.map(([x, y]) => `${x}% ${y}%`);
  const below = points.map(([x, y]) => `${x}% calc(${y}% + 2px)`).reverse();
  return {
    line: `clip-path: polygon(${[...above, ...below].join(",")})`,
    area: `clip-path: polygon(${["0% 100%", ...above, "100% 100%"].join(",")})`,
  };
};

/** @extends {AskingCard<number[]>} */
export class FigureCard extends AskingCard {
  static styles = `
    :host { display: block; height: 100%; }
    ha-card { height: 100%; overflow: hidden; display: flex; flex-direction: column; box-sizing: border-box; }
    button { all: unset; box-sizing: border-box; cursor: pointer; display: flex; align-items: center; gap: 10px;
      padding: 0 10px; height: 56px; min-width: 0; border-radius: inherit; }
    button:focus-visible { outline: 2px solid var(--primary-color); outline-offset: -2px; }
    i { flex: none; display: grid; place-items: center; width: 36px; height: 36px;
      color: var(--figure); }
    ha-state-icon { --mdc-icon-size: 24px; }
    div { min-width: 0; }
    bdi, strong { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    strong { font-size: 14px; line-height: 20px; font-weight: 500; color: var(--primary-text-color); }
    bdi { font-size: 12px; line-height: 16px; letter-spacing: 0.4px; color: var(--primary-text-color); }
    figure { flex: 1; min-height: 0; margin: 0 12px 12px; position: relative; direction: ltr; }
    figure span { position: absolute; inset: 0; background: var(--figure); }
    figure .area { opacity: 0.2; }
    .bar { flex: 1; margin-inline-start: auto; max-width: 50%; height: 40px; border-radius: 12px; overflow: hidden;
      position: relative; }
    .bar span { position: absolute; inset-block: 0; inset-inline-start: 0; background: var(--figure); }
    .bar .whole { width: 100%; opacity: 0.2; }
  `;

  /** @returns {string[]} */
  watch() {
    return [this.config.entity, ...(this.config.of ? [this.config.of] : [])];
  }

  /** The averages of the last hours; soon after the installation, of five minutes each. @param {Hass} hass */
  async ask(hass) {
    const { entity, hours } = this.config;
    if (!hours) return null;
    const start_time = new Date(Date.now() - hours * HOUR).toISOString();
    /** @type {number[]} */
    let means = [];
    try {
      for (const period of ["hour", "5minute"]) {
        const type = "recorder/statistics_during_period";
        const rows = await hass.callWS?.({ type, start_time, statistic_ids: [entity], period, types: ["mean"] });
        means = (rows[entity] ?? []).map((/** @type {{ mean: number }} */ one) => one.mean);
        if (means.length >= FEWEST) return means;
      }
      return means;
    } catch {
      return null;
    }
  }

  /** @param {Hass} hass */
  draw(hass) {
    const { entity, name, color, hours, of } = this.config;
    const state = hass.states[entity];
    const value = numberOf(hass, entity);
    const unit = state?.attributes.unit_of_measurement ?? "";
    const formats = formatsOf(hass);
    const all = of ? numberOf(hass, of) : null;
    const drawn = this.answer && this.answer.length > 1 ? shapesOf(this.answer) : null;
    return [
      part(
        "ha-card",
        { style: `--figure: var(--${color}-color)` },
        moreInfo(
          entity,
          {},
          part("i", {}, part("ha-state-icon", { ".hass": hass, ".stateObj": state })),
          part(
            "div",
            {},
            part("strong", {}, name),
            part(
              "bdi",
              {},
              value === null
                ? (state && hass.formatEntityState?.(state)) || "–"
                : all === null
                  ? written(value, unit, formats)
                  : filled(texts(hass.language).of_all, { count: formats.number(value), all: formats.number(all) }),
            ),
          ),
          value !== null &&
            !!all &&
            part(
              "div",
              { class: "bar", "aria-hidden": "true" },
              part("span", { class: "whole" }),
              part("span", { style: `width: ${Math.min(100, (100 * value) / all)}%` }),
            ),
        ),
        hours &&
          part(
            "figure",
            { "aria-hidden": "true" },
            drawn && [part("span", { class: "area", style: drawn.area }), part("span", { style: drawn.line })],
          ),
      ),
    ];
  }

  getGridOptions() {
    return { columns: 6, rows: this.config.hours ? 2 : 1 };
  }
}

export const FIGURE_CARD = defineCard("figure-card", FigureCard);
