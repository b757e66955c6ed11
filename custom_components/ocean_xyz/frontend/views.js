// @ts-check
/** The views of the dashboard and the sections that can stand alone: pure. */
import { drawable, survey } from "./accounts.js";
import { headed, heading, missing } from "./cards.js";
import { costCards, costs, hasCosts } from "./costs.js";
import { earnings, earningsCards } from "./earnings.js";
import { accountCards, overview, strangers } from "./overview.js";
import { networkCards, pool, poolCards } from "./pool.js";
import { texts } from "./texts.js";
import { workers, workersCard } from "./workers.js";

/**
 * @typedef {import("./accounts.js").Hass} Hass
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./cards.js").Section} Section
 * @typedef {import("./texts.js").Texts} Texts
 *
 * What a user may configure: the name or the device id of the only account to show.
 * @typedef {{ account?: string }} Wish
 */

export const TYPE = "ocean-xyz";

const INTEGRATION = "/config/integrations/integration/ocean_xyz";
const ADD = "/config/integrations/dashboard/add?domain=ocean_xyz";
const COLUMNS = 4;

/**
 * A view: its icon, when to show it, and its sections.
 *
 * @typedef {{ icon: string, wanted: (model: Survey) => boolean,
 *   sections: (model: Survey, t: Texts, account?: string) => Section[] }} View
 */

/** @typedef {"overview" | "workers" | "earnings" | "pool" | "costs"} ViewName */

/** @type {Record<ViewName, View>} */
export const VIEWS = {
  overview: {
    icon: "mdi:view-dashboard",
    wanted: () => true,
    sections: overview,
  },
  workers: {
    icon: "mdi:server",
    wanted: ({ accounts }) => accounts.length > 0,
    sections: (model, t, account) => [...strangers(model), ...workers(model, t, account)],
  },
  earnings: {
    icon: "mdi:cash-multiple",
    wanted: ({ accounts }) => accounts.length > 0,
    sections: (model, t) => [...strangers(model), ...earnings(model, t)],
  },
  pool: {
    icon: "mdi:waves",
    wanted: () => true,
    sections: pool,
  },
  costs: {
    icon: "mdi:scale-balance",
    wanted: ({ accounts }) => accounts.some(hasCosts),
    sections: costs,
  },
};

/** @type {Record<string, (model: Survey, t: Texts, account?: string) => Card[]>} */
export const SECTIONS = {
  account: ({ accounts }, t) => accounts.flatMap((one) => accountCards(one, t)),
  workers: (_model, _t, account) => [workersCard(account)],
  earnings: ({ accounts, statistics }, t) =>
    accounts.flatMap((one) => [
      heading(one.name, "mdi:cash-multiple"),
      ...earningsCards(one, statistics, t),
    ]),
  pool: poolCards,
  network: networkCards,
  costs: ({ accounts }, t) =>
    accounts
      .filter(hasCosts)
      .flatMap((one) => [heading(one.name, "mdi:scale-balance"), ...costCards(one, t)]),
};

/**
 * Return everything to show, and the words for it.
 *
 * @param {Wish} wish @param {Hass} hass
 */
const read = async ({ account }, hass) => {
  const found = survey(hass, account);
  const model = { ...found, statistics: await drawable(hass, found, new Date()) };
  return { model, t: texts(hass.language, model.currency) };
};

/** @param {Survey} model */
const isSetUp = ({ accounts, pool: found, network }) =>
  accounts.length + Object.keys(found).length + Object.keys(network).length > 0;

/**
 * Return a card that says what is missing, if something is.
 *
 * @param {Survey} model @param {Texts} t @param {string} name the name of a view or a section
 * @returns {Card[]}
 */
const gaps = (model, t, name) => {
  const gap = (/** @type {string} */ icon, /** @type {string[]} */ [title, content, button], path = INTEGRATION) => [
    missing({ icon, title, content, button, path }),
  ];
  if (!isSetUp(model))
    return gap("mdi:waves", [t.not_set_up, t.not_set_up_about, t.set_up], ADD);
  if (name === "pool" || name === "network") return [];
  if (!model.accounts.length)
    return gap("mdi:pickaxe", [t.no_account, t.no_account_about, t.add_account]);
  if (name === "costs" && !model.accounts.some(hasCosts))
    return gap("mdi:scale-balance", [t.no_costs, t.no_costs_about, t.add_costs]);
  return [];
};

/**
 * Return the layout of a view.
 *
 * @param {ViewName} name @param {Wish} wish @param {Hass} hass
 */
export const view = async (name, wish, hass) => {
  const { model, t } = await read(wish, hass);
  const gap = gaps(model, t, name);
  return {
    type: "sections",
    max_columns: COLUMNS,
    sections: [
      ...(gap.length ? [{ type: "grid", cards: gap }] : []),
      ...VIEWS[name].sections(model, t, wish.account),
    ],
  };
};

/**
 * Return the layout of a section.
 *
 * @param {string} name @param {Wish} wish @param {Hass} hass
 */
export const part = async (name, wish, hass) => {
  const { model, t } = await read(wish, hass);
  const gap = gaps(model, t, name);
  return { type: "grid", cards: gap.length ? gap : headed(SECTIONS[name](model, t, wish.account)) };
};

/**
 * Return the views of the dashboard.
 *
 * @param {Wish} wish @param {Hass} hass
 */
export const dashboard = ({ account }, hass) => {
  const t = texts(hass.language);
  const model = survey(hass, account);
  const names = /** @type {ViewName[]} */ (Object.keys(VIEWS));
  const wanted = (/** @type {ViewName} */ name) =>
    isSetUp(model) ? VIEWS[name].wanted(model) : name === "overview";
  return {
    title: t.dashboard,
    // Home Assistant fails if the view that is open goes, so one that nobody wants is hidden.
    views: names.map((name) => ({
      title: t[name],
      path: name,
      icon: VIEWS[name].icon,
      show_icon_and_title: true,
      ...(wanted(name) ? {} : { visible: false }),
      strategy: { type: `custom:${TYPE}-${name}`, ...(account ? { account } : {}) },
    })),
  };
};
