// @ts-check
/**
 * Registers the dashboard, its views and its sections with Home Assistant. This is the only
 * file that touches the page.
 */
import { changed } from "./accounts.js";
import { texts } from "./texts.js";
import { dashboard, part, SECTIONS, TYPE, view, VIEWS } from "./views.js";

/**
 * @typedef {import("./accounts.js").Hass} Hass
 * @typedef {import("./views.js").Wish} Wish
 * @typedef {import("./views.js").ViewName} ViewName
 * @typedef {(wish: Wish, hass: Hass) => unknown} Generate
 */

/** @returns {string} the language of the user, as soon as it is known */
const language = () => {
  const root = /** @type {any} */ (document.querySelector("home-assistant"));
  return root?.hass?.language ?? navigator.language;
};

/**
 * Define an element that lays out a dashboard, a view or a section, once.
 *
 * @param {string} kind @param {string} type @param {Generate} generate @param {object} [more]
 */
const define = (kind, type, generate, more = {}) => {
  const tag = `ll-strategy-${kind}-${type}`;
  if (customElements.get(tag)) return;
  const strategy = class extends HTMLElement {
    static noEditor = true;
    static generate = generate;
  };
  customElements.define(tag, Object.assign(strategy, more));
};

/**
 * List a strategy in Home Assistant's dialogs, once: a page that is open while the
 * integration is updated loads this module again. The dialogs read the words when they
 * open. Then the language is known.
 *
 * @param {string} strategyType @param {string} type
 * @param {() => string} name @param {() => string} description
 */
const list = (strategyType, type, name, description) => {
  const page = /** @type {any} */ (window);
  page.customStrategies ??= [];
  const listed = page.customStrategies.some(
    (/** @type {{ type: string, strategyType: string }} */ one) =>
      one.type === type && one.strategyType === strategyType,
  );
  if (listed) return;
  page.customStrategies.push({
    type,
    strategyType,
    get name() {
      return name();
    },
    get description() {
      return description();
    },
    documentationURL: "https://github.com/OWNER/ocean_xyz/blob/main/docs/guide/dashboard.md",
  });
};

/** @param {Wish} _wish @param {Hass} before @param {Hass} after */
const shouldRegenerate = (_wish, before, after) => changed(before, after);

define("dashboard", TYPE, async (wish, hass) => dashboard(wish, hass), {
  registryDependencies: ["entities", "devices"],
  getCreateSuggestions: (/** @type {Hass} */ hass) => ({
    title: texts(hass.language).title,
    icon: "mdi:pickaxe",
  }),
});
list("dashboard", TYPE, () => texts(language()).dashboard, () => texts(language()).dashboard_about);

for (const name of /** @type {ViewName[]} */ (Object.keys(VIEWS)))
  define("view", `${TYPE}-${name}`, (wish, hass) => view(name, wish, hass), { shouldRegenerate });

/** The names of the sections in the dialog that offers them. @type {Record<string, "account" | "workers" | "earnings" | "pool_alone" | "network" | "costs">} */
const OFFERED = {
  account: "account",
  workers: "workers",
  earnings: "earnings",
  pool: "pool_alone",
  network: "network",
  costs: "costs",
};

for (const name of Object.keys(SECTIONS)) {
  const type = `${TYPE}-${name}`;
  define("section", type, (wish, hass) => part(name, wish, hass), {
    shouldRegenerate,
    getStubConfig: () => ({ type: `custom:${type}` }),
  });
  const called = () => texts(language())[OFFERED[name]];
  list("section", type, () => `OCEAN: ${called()}`, () => texts(language()).sections_about[OFFERED[name]]);
}
