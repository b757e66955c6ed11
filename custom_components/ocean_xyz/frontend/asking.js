// @ts-check
/** Cards that show what Home Assistant returns when it is asked, not only states. */
import { Card } from "./element.js";
import { DOMAIN } from "./ids.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 */

/** After so many milliseconds an answer is old. Cards are drawn each minute. */
const FRESH = 50_000;

/**
 * The questions that are not answered yet: cards are drawn together, and may ask the same.
 *
 * @type {WeakMap<Hass, Map<string, Promise<Record<string, any> | null>>>}
 */
const open = new WeakMap();

/** @param {Hass} hass @param {Record<string, unknown>} question */
const answerTo = async (hass, question) => {
  try {
    return (await hass.callWS?.(question)) ?? null;
  } catch {
    return null;
  }
};

/**
 * Ask the integration like with an action, and return the response, null if it fails: while
 * Home Assistant starts, the integration is not loaded, or the data is not known.
 *
 * @param {Hass} hass @param {string} action @param {Record<string, unknown>} [data]
 * @returns {Promise<Record<string, any> | null>}
 */
export const called = (hass, action, data = {}) => {
  const question = { type: `${DOMAIN}/ask`, action, data };
  const key = JSON.stringify(question);
  const asked = open.get(hass) ?? new Map();
  open.set(hass, asked);
  if (!asked.has(key))
    asked.set(
      key,
      answerTo(hass, question).finally(() => asked.delete(key)),
    );
  return asked.get(key);
};

/**
 * A card that asks when it is drawn, if a state that it watches has changed since, or its
 * answer is old. The last answer stays while there is no new one.
 *
 * @template Answer
 */
export class AskingCard extends Card {
  /** @type {Answer | null} null before the first answer */
  answer = null;

  /** Whether there was an answer to what it asked, or none. */
  answered = false;

  /** @type {{ key: unknown[], at: number } | null} what the last answer was asked for */
  #asked = null;

  #asking = false;

  /**
   * Ask. Null means that there is no answer, so the last one stays.
   *
   * @param {Hass} _hass @returns {Promise<Answer | null>}
   */
  async ask(_hass) {
    return null;
  }

  /** What the answer depends on, beside the watched states. @returns {unknown[]} */
  get question() {
    return [];
  }

  /** @param {Hass} hass */
  #key(hass) {
    return [hass.entities, hass.devices, ...this.question, ...this.watch(hass).map((id) => hass.states[id]?.state)];
  }

  redraw() {
    super.redraw();
    if (this.hass && this.isConnected) this.#refresh();
  }

  async #refresh() {
    const key = this.#key(this.hass);
    const before = this.#asked;
    const same = before?.key.length === key.length && key.every((one, place) => one === before.key[place]);
    if (this.#asking || this.hass.connected === false || (same && before && Date.now() - before.at < FRESH)) return;
    this.#asking = true;
    this.#asked = { key, at: Date.now() };
    const answer = await this.ask(this.hass);
    this.#asking = false;
    this.answered = true;
    if (answer !== null) this.answer = answer;
    // What changed in the meantime is asked for now.
    this.redraw();
  }
}
