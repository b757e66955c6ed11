// @ts-check
/** The views of the dashboard and the sections that can stand alone: pure. */
import { survey } from "./accounts.js";
import { missing } from "./cards.js";
import { costCards, costs, hasCosts } from "./costs.js";
import { earnings, earningsCards } from "./earnings.js";
import { groupsOf } from "./farm.js";
import { accountCards, overview } from "./overview.js";
import { networkCards, pool, poolCards } from "./pool.js";
import { texts } from "./texts.js";
import { workerCards, workers } from "./workers.js";

/**
 * @typedef {import("./accounts.js").Hass} Hass
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./cards.js").Section} Section
 * @typedef {import("./texts.js").Texts} Texts
 *
 * What an own configuration may say: the device of the only account to show.
 * @typedef {{ account?: string }} Wish
 */

export const TYPE = "ocean-xyz";

const INTEGRATION = "/config/integrations/integration/ocean_xyz";
const ADD = "/config/integrations/dashboard/add?domain=ocean_xyz";
const COLUMNS = 4;

/**
 * What a view shows, and what it needs for that.
 *
 * @typedef {{ icon: string, wanted: (model: Survey) => boolean,
 *   sections: (model: Survey, t: Texts, hass: Hass) => Section[] | Promise<Section[]> }} View
 */

/** @param {Survey} model @param {Texts} t @param {Hass} hass */
const farms = ({ accounts }, t, hass) =>
  Promise.all(
    accounts.map(async (account) => ({
      account,
      groups: await groupsOf(hass, account, t.default_worker),
    })),
  );

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
    sections: async (model, t, hass) =>
      workers(await farms(model, t, hass), t, hass.language, model.history),
  },
  earnings: {
    icon: "mdi:cash-multiple",
    wanted: ({ accounts }) => accounts.length > 0,
    sections: ({ accounts, history }, t) => earnings(accounts, t, history),
  },
  pool: {
    icon: "mdi:waves",
    wanted: () => true,
    sections: pool,
  },
  costs: {
    icon: "mdi:scale-balance",
    wanted: ({ accounts }) => accounts.some(hasCosts),
    sections: ({ accounts, history }, t) => costs(accounts, t, history),
  },
};

/** @type {Record<string, (model: Survey, t: Texts, hass: Hass) => Card[] | Promise<Card[]>>} */
export const SECTIONS = {
  account: ({ accounts }, t) => accounts.flatMap((one) => accountCards(one, t)),
  workers: async (model, t, hass) =>
    (await farms(model, t, hass)).flatMap(({ account, groups }) =>
      workerCards(account, groups, t, hass.language),
    ),
  earnings: ({ accounts, history }, t) =>
    accounts.flatMap((one) => earningsCards(one, t, history)),
  pool: poolCards,
  network: networkCards,
  costs: ({ accounts }, t) =>
    accounts.filter(hasCosts).flatMap((one) => costCards(one, t)),
};

/** @param {Survey} model */
const isSetUp = ({ accounts, pool: found, network }) =>
  accounts.length + Object.keys(found).length + Object.keys(network).length > 0;

/**
 * Say what is missing, if something is.
 *
 * @param {Survey} model @param {Texts} t @param {string} name
 * @returns {Card[]}
 */
const gaps = (model, t, name) => {
  if (!isSetUp(model))
    return [missing({ icon: "mdi:waves", title: t.not_set_up, content: t.not_set_up_about, button: t.set_up, path: ADD })];
  if (name === "costs" && !model.accounts.some(hasCosts))
    return [missing({ icon: "mdi:scale-balance", title: t.no_costs, content: t.no_costs_about, button: t.add_costs, path: INTEGRATION })];
  if (!["pool", "network"].includes(name) && !model.accounts.length)
    return [missing({ icon: "mdi:pickaxe", title: t.no_account, content: t.no_account_about, button: t.add_account, path: INTEGRATION })];
  return [];
};

/**
 * Lay a view out.
 *
 * @param {ViewName} name @param {Wish} wish @param {Hass} hass
 */
export const view = async (name, { account }, hass) => {
  const t = texts(hass.language);
  const model = survey(hass, account);
  const gap = gaps(model, t, name);
  const sections = await VIEWS[name].sections(model, t, hass);
  return {
    type: "sections",
    max_columns: COLUMNS,
    sections: [
      ...(gap.length ? [{ type: "grid", cards: gap, column_span: COLUMNS }] : []),
      ...sections,
    ],
  };
};

/**
 * Lay a section out.
 *
 * @param {string} name @param {Wish} wish @param {Hass} hass
 */
export const part = async (name, { account }, hass) => {
  const t = texts(hass.language);
  const model = survey(hass, account);
  const gap = gaps(model, t, name);
  return { type: "grid", cards: gap.length ? gap : await SECTIONS[name](model, t, hass) };
};

/**
 * Say which views the dashboard has.
 *
 * @param {Wish} wish @param {Hass} hass
 */
export const dashboard = ({ account }, hass) => {
  const t = texts(hass.language);
  const model = survey(hass, account);
  const names = /** @type {ViewName[]} */ (Object.keys(VIEWS));
  return {
    title: t.dashboard,
    views: names
      .filter((name) => VIEWS[name].wanted(model))
      .filter((name) => isSetUp(model) || name === "overview")
      .map((name) => ({
        title: t[name],
        path: name,
        icon: VIEWS[name].icon,
        strategy: { type: `custom:${TYPE}-${name}`, ...(account ? { account } : {}) },
      })),
  };
};
