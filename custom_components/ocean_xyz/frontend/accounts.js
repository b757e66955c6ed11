// @ts-check
/**
 * What Home Assistant's registries know about OCEAN: accounts, their workers, the pool and
 * the network. They are found by identifier and translation key, never by entity id. This
 * module reads `hass` and changes nothing.
 */

import { DOMAIN, identifierOf, isNetwork, isPool, statisticIdOf, workerNameOf } from "./ids.js";

/**
 * The part of the frontend's `hass` that this module reads.
 *
 * @typedef {{ state: string, attributes: Record<string, any>, last_changed?: string }} State
 * @typedef {{ entity_id: string, device_id?: string | null, platform?: string,
 *   translation_key?: string | null, hidden?: boolean }} Entity
 * @typedef {{ id: string, name: string | null, name_by_user?: string | null,
 *   identifiers: [string, string][], parent_device_id?: string | null,
 *   disabled_by?: string | null }} Device
 * @typedef {{ states: Record<string, State>, formatEntityState?: (state: State) => string, entities: Record<string, Entity>,
 *   devices: Record<string, Device>, language: string, connected?: boolean,
 *   callWS?: (message: Record<string, unknown>) => Promise<any> }} Hass
 */

/**
 * Entity ids by translation key. Only entities that are enabled, not hidden and have a
 * state, even if that is `unavailable`.
 *
 * @typedef {Record<string, string>} Entities
 *
 * The status of a worker; `unknown` while no entity shows it, for example of one that is gone.
 * @typedef {"offline" | "low" | "online" | "paused" | "unknown"} Status
 *
 * A worker. Without a device it has no entities. The hashrate is in TH/s.
 * @typedef {{ name: string, raw: string, entities: Entities, status: Status,
 *   hashrate: number | null }} Worker
 *
 * An account. `id` is that of its device, `accountId` stands for its address, `total` is
 * the number of workers that OCEAN lists, with or without a device; null while it is not
 * known. `workers` have a device. `hidden` holds the raw names of those that the user does
 * not want to see.
 * @typedef {{ id: string, accountId: string, name: string, entities: Entities,
 *   workers: Worker[], hidden: Set<string>, total: number | null }} Account
 *
 * Everything to show. `currency` is the currency of the price, `statistics` holds the ids
 * of the statistics that have something to draw, `names` those that the user gave.
 * @typedef {{ accounts: Account[], pool: Entities, network: Entities, names: {
 *   pool: string | null, network: string | null }, currency: string | undefined,
 *   statistics: Set<string> }} Survey
 */

/** The averages of a worker's hashrate that may be shown, the best one first. */
const AVERAGES = ["10800s", "3600s", "86400s", "300s", "60s"];

const UNKNOWN = new Set(["unavailable", "unknown"]);

/** Compares names as people count: rig-2 is before rig-10. */
export const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

/** @param {Device} device */
const nameOf = (device) => device.name_by_user || device.name || "OCEAN";

/**
 * Return a state as a number, null while it is not known.
 *
 * @param {Hass} hass @param {string | undefined} entity
 */
export const numberOf = (hass, entity) => {
  const state = entity === undefined ? undefined : hass.states[entity]?.state;
  const value = state === undefined || state === "" ? NaN : Number(state);
  return Number.isFinite(value) ? value : null;
};

/**
 * Return the entities of each device by translation key.
 *
 * If two entities have the same key, like the prices in two currencies, the one with a
 * value counts.
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

/**
 * Return the devices whose entities are all hidden, and those that are disabled.
 *
 * @param {Hass} hass @param {Map<string, Entities>} shown
 * @returns {Set<string>}
 */
const hiddenDevices = (hass, shown) => {
  const ours = Object.values(hass.entities).filter((one) => one.platform === DOMAIN);
  const hidden = ours.filter((one) => one.hidden).map((one) => one.device_id ?? "");
  const disabled = Object.values(hass.devices).filter((one) => one.disabled_by);
  return new Set([...hidden, ...disabled.map((one) => one.id)].filter((id) => !shown.has(id)));
};

/** @param {Entities} entities @returns the hashrate entity to show, if one is enabled */
export const hashrateOf = (entities) =>
  AVERAGES.map((average) => entities[`hashrate_${average}`]).find((one) => one);

/** @param {string | undefined} state @returns {Status} */
const statusOf = (state) =>
  state === "offline" || state === "low" || state === "online" || state === "paused"
    ? state
    : "unknown";

/**
 * Return the worker of a device.
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

/**
 * Return an account with those of its workers that have a device.
 *
 * @param {Hass} hass @param {Device} device @param {Map<string, Entities>} entities
 * @param {Device[]} devices
 * @returns {Account}
 */
const accountOf = (hass, device, entities, devices) => {
  const own = entities.get(device.id) ?? {};
  const children = devices.filter((one) => one.parent_device_id === device.id);
  const hidden = hiddenDevices(hass, entities);
  const workers = children
    .filter((one) => entities.has(one.id))
    .map((one) => workerOf(hass, one, entities.get(one.id) ?? {}));
  return {
    id: device.id,
    accountId: identifierOf(device) ?? "",
    name: nameOf(device),
    entities: own,
    workers,
    hidden: new Set(children.filter((one) => hidden.has(one.id)).map(workerNameOf)),
    total: numberOf(hass, own.workers_total),
  };
};

/** @param {Hass} hass @param {Entities} network */
const currencyOf = (hass, network) => {
  const unit = hass.states[network.price]?.attributes.unit_of_measurement;
  return typeof unit === "string" ? unit.split("/")[0] : undefined;
};

/** Whether an entity exists whose value nobody knows. @param {Hass} hass @param {string} [entity] */
export const isNotKnown = (hass, entity) => hass.states[entity ?? ""]?.state === "unknown";

/** @param {Hass} hass @param {Entities} network @returns the price of a bitcoin, null while it is not known */
export const priceOf = (hass, network) => numberOf(hass, network.price);

/** Translation keys of the entities whose averages are drawn. */
const DRAWN = [
  "difficulty",
  "grid_price",
  "hashprice",
  "hashprice_value",
  "hashrate_10800s",
  "pool_hashrate_300s",
  "power",
  "power_cost_per_day",
  "profit_per_day",
  "revenue_per_day",
  "value_per_kwh",
];

const DAY = 24 * 3600 * 1000;

/**
 * Return which statistics have something to draw. The graph of an empty one would show an
 * error. Averages appear within the first hour; without a recorder there are none.
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
 * Return everything about OCEAN that the dashboard can show.
 *
 * @param {Hass} hass
 * @param {string} [account] the name or the device id of the only account to show
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
      pool: pool?.name_by_user || null,
      network: network?.name_by_user || null,
    },
    currency: currencyOf(hass, entities.get(network?.id ?? "") ?? {}),
    statistics: new Set(),
  };
};

/** @typedef {{ ids: string[], deciding: string[] }} Watched */

/** @type {WeakMap<Record<string, Entity>, Watched>} */
const watched = new WeakMap();

/** @param {Hass} hass @returns {Watched} */
const watch = (hass) => {
  const known = watched.get(hass.entities);
  if (known) return known;
  const ours = Object.values(hass.entities).filter((one) => one.platform === DOMAIN);
  const decisive = ours.filter((one) => one.translation_key === "workers_total");
  const found = {
    ids: ours.map((one) => one.entity_id),
    deciding: decisive.map((one) => one.entity_id),
  };
  watched.set(hass.entities, found);
  return found;
};

/**
 * Return whether a view needs a new layout, because an entity or a device came or went, or
 * the number of workers changed. Called at each change of any state, so it must be fast.
 *
 * @param {Hass} before @param {Hass} after
 */
export const changed = (before, after) => {
  if (before.entities !== after.entities || before.devices !== after.devices) return true;
  if (before.states === after.states) return false;
  const { ids, deciding } = watch(after);
  return (
    ids.some((id) => !before.states[id] !== !after.states[id]) ||
    deciding.some((id) => before.states[id]?.state !== after.states[id]?.state)
  );
};
