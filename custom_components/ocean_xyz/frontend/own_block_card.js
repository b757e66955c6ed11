// @ts-check
/** A banner for a week after one of the user's accounts found a block. */
import { survey } from "./accounts.js";
import { AskingCard, called } from "./asking.js";
import { defineCard, icon, part } from "./element.js";
import { formatsOf } from "./format.js";
import { filled, texts } from "./texts.js";

/**
 * @typedef {import("./element.js").Hass} Hass
 */

/** How long a block is celebrated, in milliseconds. */
const WEEK = 7 * 24 * 3600 * 1000;

/** @extends {AskingCard<Record<string, any>[]>} */
export class OwnBlockCard extends AskingCard {
  static styles = `
    :host { display: block; }
    ha-card { display: flex; align-items: center; gap: 16px; padding: 16px; border-color: var(--amber-color, #ffc107); }
    ha-icon { --mdc-icon-size: 40px; color: var(--amber-color, #ffc107); flex: none; }
    h2 { margin: 0; font-size: 18px; font-weight: 500; overflow-wrap: anywhere; }
    p { margin: 4px 0 0; color: var(--secondary-text-color); }
  `;

  /** Home Assistant leaves it in the page while it is hidden, so that it continues to ask. */
  connectedWhileHidden = true;

  /** @param {Hass} hass the time of the pool's last block: then there may be one */
  watch(hass) {
    const { last_block_time: time } = survey(hass).pool;
    return time ? [time] : [];
  }

  /** @param {Hass} hass */
  async ask(hass) {
    const start = new Date(Date.now() - WEEK).toISOString();
    const answer = await called(hass, "get_blocks", { start });
    return answer && answer.blocks.filter((/** @type {Record<string, any>} */ one) => one.found_by);
  }

  /** @param {Hass} hass */
  draw(hass) {
    const now = Date.now();
    const blocks = (this.answer ?? []).filter((one) => now - Date.parse(one.time) < WEEK);
    this.#hide(!blocks.length);
    const t = texts(hass.language);
    const formats = formatsOf(hass);
    return blocks.map(({ found_by: account, height, reward, time }) =>
      part(
        "ha-card",
        { role: "status" },
        icon("mdi:crown"),
        part(
          "div",
          {},
          part("h2", {}, filled(t.own_block, { account, height: formats.height(height) })),
          part("p", {}, reward && [part("bdi", {}, formats.amount(reward)), " · "], part("bdi", {}, formats.dateTime(new Date(time)))),
        ),
      ),
    );
  }

  /** Take no place in the view while there is nothing to say. @param {boolean} hidden */
  #hide(hidden) {
    if (this.hidden === hidden) return;
    this.hidden = hidden;
    this.dispatchEvent(new CustomEvent("card-visibility-changed", { bubbles: true, composed: true, detail: { value: !hidden } }));
  }
}

export const OWN_BLOCK_CARD = defineCard("own-block-card", OwnBlockCard);
