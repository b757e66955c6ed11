// @ts-check
/**
 * What Home Assistant's registries know of OCEAN: accounts, their workers, the pool and
 * the network. Found by what they are, never by entity id. Reads `hass` and changes
 * nothing.
 */

import { DOMAIN, identifierOf, isNetwork, isPool, statisticIdOf, workerNameOf } from "./ids.js";

/**
 * The part of the frontend's `hass` that is read here.
 *
 * @typedef {{ state: string, attributes: Record<string, any> }} State
 * @typedef {{ entity_id: string, device_id?: string | null, platform?: string,
 *   translation_key?: string | null, hidden?: boolean }} Entity
 * @typedef {{ id: string, name: string | null, name_by_user?: string | null,
 *   identifiers: [string, string][], parent_device_id?: string | null }} Device
 * @typedef {{ states: Record<string, State>, entities: Record<string, Entity>,
 *   devices: Record<string, Device>, language: string,
 *   callWS?: (message: Record<string, unknown>) => Promise<any> }} Hass
 */

/**
 * Entity ids by the translation key of what they show; only what is enabled, not hidden
 * and has a state, be it `unavailable`.
 *
 * @typedef {Record<string, string>} Entities
 *
 * What a worker does; `unknown` while nobody says, as of one that is gone.
 * @typedef {"offline" | "low" | "online" | "paused" | "unknown"} Status
 *
 * A worker; one that is no device has no entities. The hashrate is in TH/s.
 * @typedef {{ name: string, raw: string, entities: Entities, status: Status,
 *   hashrate: number | null, lastShare?: string | null }} Worker
 *
 * An account. `id` is that of its device, `accountId` stands for its address, `total` is
 * the number of workers that OCEAN lists, with or without a device; null while it is not
 * known.
 * @typedef {{ id: string, accountId: string, name: string, entities: Entities,
 *   workers: Worker[], total: number | null }} Account
 *
 * `currency` is that of the price; `statistics` are the ids of those
 * that have something to draw.
 * @typedef {{ accounts: Account[], pool: Entities, network: Entities, names: {
 *   pool: string, network: string }, currency: string | undefined,
 *   statistics: Set<string> }} Survey
 */

/** The windows over which a worker's hashrate may be shown, the best one first. */
const WINDOWS = ["10800s", "3600s", "86400s", "300s", "60s"];

const UNKNOWN = new Set(["unavailable", "unknown"]);

/** @param {string} left @param {string} right */
const natural = (left, right) =>
  left.localeCompare(right, undefined, { numeric: true, sensitivity: "base" });

/** @param {Device} device */
const nameOf = (device) => device.name_by_user || device.name || "OCEAN";

/**
 * Return the state of a number, null while it is not known.
 *
 * @param {Hass} hass @param {string | undefined} entity
 */
const numberOf = (hass, entity) => {
  const state = entity === undefined ? undefined : hass.states[entity]?.state;
  const value = state === undefined || state === "" ? NaN : Number(state);
  return Number.isFinite(value) ? value : null;
};

/**
 * Return the entities of each device, by what they show.
 *
 * Of two that show the same, as the prices in two currencies do, the one that has a
 * value is taken.
 *
 * @param {Hass} hass @returns {Map<string, Entities>}
 */
const entitiesByDevice = (hass) => {
  /** @type {Map<string, Entities>} */
  const devices = new Map();
  for (const entity of Object.values(hass.entities)) {
    const { device_id: device, translation_key: key, entity_id: id } = entity;
    const state = hass.states[id]?.state;
    if (entity.platform !== DOMAIN || entity.hidden || !device || !key) continue;
    if (state === undefined) continue;
    const known = devices.get(device) ?? {};
    if (known[key] === undefined || !UNKNOWN.has(state)) known[key] = id;
    devices.set(device, known);
  }
  return devices;
};

/** @param {Entities} entities the entity of the hashrate to show, if any is enabled */
export const hashrateOf = (entities) =>
  WINDOWS.map((window) => entities[`hashrate_${window}`]).find((one) => one);

/** @param {string | undefined} told @returns {Status} */
const statusOf = (told) =>
  told === "offline" || told === "low" || told === "online" || told === "paused"
    ? told
    : "unknown";

/**
 * Return what a device says of its worker.
 *
 * @param {Hass} hass @param {Device} device @param {Entities} entities
 * @returns {Worker}
 */
const workerOf = (hass, device, entities) => ({
  name: nameOf(device),
  raw: workerNameOf(device),
  entities,
  status: statusOf(hass.states[entities.status]?.state),
  hashrate: numberOf(hass, hashrateOf(entities)),
});

/** @param {Worker} left @param {Worker} right the one with more hashrate comes first */
export const byHashrate = (left, right) =>
  (right.hashrate ?? -1) - (left.hashrate ?? -1) || natural(left.name, right.name);

/**
 * Return an account with the workers that are devices.
 *
 * @param {Hass} hass @param {Device} device @param {Map<string, Entities>} entities
 * @param {Device[]} devices
 * @returns {Account}
 */
const accountOf = (hass, device, entities, devices) => {
  const own = entities.get(device.id) ?? {};
  return {
    id: device.id,
    accountId: identifierOf(device) ?? "",
    name: nameOf(device),
    entities: own,
    workers: devices
      .filter((one) => one.parent_device_id === device.id && entities.has(one.id))
      .map((one) => workerOf(hass, one, entities.get(one.id) ?? {}))
      .sort(byHashrate),
    total: numberOf(hass, own.workers_total),
  };
};

/** @param {Hass} hass @param {Entities} network */
const currencyOf = (hass, network) => {
  const unit = hass.states[network.price]?.attributes.unit_of_measurement;
  return typeof unit === "string" ? unit.split("/")[0] : undefined;
};

/** What has means that are drawn, by translation key. */
const DRAWN = [
  "difficulty",
  "hashprice",
  "hashrate_10800s",
  "pool_hashrate_300s",
  "power",
  "power_cost_per_day",
  "profit_per_day",
  "revenue_per_day",
];

const DAY = 24 * 3600 * 1000;

/**
 * Return which statistics have something to draw: the graph of one that has not says
 * nothing. Means appear within the first hour; without a recorder there are none.
 *
 * @param {Hass} hass @param {Survey} model @param {Date} now
 * @returns {Promise<Set<string>>}
 */
export const drawable = async (hass, { accounts, pool, network }, now) => {
  const devices = [...accounts.map((one) => one.entities), pool, network];
  const sums = accounts.flatMap((account) =>
    /** @type {const} */ (["earned", "paid"])
      .filter((what) => (numberOf(hass, account.entities[`${what}_total`]) ?? 0) > 0)
      .map((what) => statisticIdOf(account.accountId, what)),
  );
  try {
    const rows = await hass.callWS?.({
      type: "recorder/statistics_during_period",
      start_time: new Date(now.getTime() - DAY).toISOString(),
      statistic_ids: devices.flatMap((one) => DRAWN.map((key) => one[key]).filter(Boolean)),
      period: "hour",
      types: ["mean"],
    });
    return new Set([...sums, ...Object.keys(rows ?? {})]);
  } catch {
    return new Set();
  }
};

/**
 * Return everything of OCEAN that can be shown.
 *
 * @param {Hass} hass
 * @param {string} [account] the name, or the device id, of the only one that is wanted
 * @returns {Survey}
 */
export const survey = (hass, account) => {
  const entities = entitiesByDevice(hass);
  const devices = Object.values(hass.devices).filter(identifierOf);
  const tops = devices.filter((one) => !one.parent_device_id && entities.has(one.id));
  const [pool, network] = [tops.find(isPool), tops.find(isNetwork)];
  return {
    accounts: tops
      .filter((one) => one !== pool && one !== network)
      .filter((one) => account === undefined || [one.id, nameOf(one)].includes(account))
      .map((one) => accountOf(hass, one, entities, devices))
      .sort((left, right) => natural(left.name, right.name)),
    pool: entities.get(pool?.id ?? "") ?? {},
    network: entities.get(network?.id ?? "") ?? {},
    names: {
      pool: pool ? nameOf(pool) : "OCEAN",
      network: network ? nameOf(network) : "Bitcoin",
    },
    currency: currencyOf(hass, entities.get(network?.id ?? "") ?? {}),
    statistics: new Set(),
  };
};

/** @typedef {{ ids: string[], told: string[] }} Watched */

/** @type {WeakMap<Record<string, Entity>, Watched>} */
const watched = new WeakMap();

/** What a view is laid out by, beside what there is. */
const DECISIVE = new Set(["status", "workers_total", "workers_online", "workers_offline"]);

/** @param {Hass} hass @returns {Watched} */
const watch = (hass) => {
  const known = watched.get(hass.entities);
  if (known) return known;
  const ours = Object.values(hass.entities).filter((one) => one.platform === DOMAIN);
  const decisive = ours.filter((one) => DECISIVE.has(one.translation_key ?? ""));
  const found = {
    ids: ours.map((one) => one.entity_id),
    told: decisive.map((one) => one.entity_id),
  };
  watched.set(hass.entities, found);
  return found;
};

/**
 * Say whether a view has to be laid out anew: something came or went, or a worker is
 * not what it was. Asked at each change of any state, so it has to be quick.
 *
 * @param {Hass} before @param {Hass} after
 */
export const changed = (before, after) => {
  if (before.entities !== after.entities || before.devices !== after.devices) return true;
  if (before.states === after.states) return false;
  const { ids, told } = watch(after);
  return (
    ids.some((id) => !before.states[id] !== !after.states[id]) ||
    told.some((id) => before.states[id]?.state !== after.states[id]?.state)
  );
};
