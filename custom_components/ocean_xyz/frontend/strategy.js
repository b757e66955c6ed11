// @ts-check
/**
 * Registers the dashboard, its views and its sections with Home Assistant. The only file
 * that touches the page.
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

/** @returns {string} the language of whoever is logged in, once that is known */
const language = () => {
  const root = /** @type {any} */ (document.querySelector("home-assistant"));
  return root?.hass?.language ?? navigator.language;
};

/**
 * Define an element that lays something out, once.
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
 * List something in Home Assistant's dialogs. They read the words when they open, which
 * is when the language is known.
 *
 * @param {string} strategyType @param {string} type
 * @param {() => string} name @param {() => string} description
 */
const list = (strategyType, type, name, description) => {
  const page = /** @type {any} */ (window);
  page.customStrategies ??= [];
  page.customStrategies.push({
    type,
    strategyType,
    get name() {
      return name();
    },
    get description() {
      return description();
    },
    documentationURL: "https://github.com/OWNER/ocean_xyz#dashboard",
  });
};

/** @param {Wish} _ @param {Hass} before @param {Hass} after */
const shouldRegenerate = (_, before, after) => changed(before, after);

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

for (const name of Object.keys(SECTIONS))
  define("section", `${TYPE}-${name}`, (wish, hass) => part(name, wish, hass), {
    shouldRegenerate,
    getStubConfig: () => ({}),
  });
