// @ts-check
/**
 * The workers of an account by what they do, also those that are no devices: a large
 * account has none, and its workers are asked of the integration.
 */
import { byHashrate } from "./accounts.js";
import { DOMAIN } from "./ids.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Hass} Hass
 * @typedef {import("./accounts.js").Status} Status
 * @typedef {import("./accounts.js").Worker} Worker
 *
 * Workers that do the same, those with the most hashrate first. `total` counts also
 * those that are not listed here.
 * @typedef {{ status: Status, workers: Worker[], total: number }} Group
 */

/** What can be asked for; what needs somebody comes first. @type {Status[]} */
const STATUSES = ["offline", "low", "online", "paused"];

/** So many workers of one kind a page can show, and a browser draw. */
export const MOST_LISTED = 400;

const LONGEST_NAME = 64;

/**
 * Return a worker's name as a page may show it: names come from the internet.
 *
 * @param {string} name @param {string} nameless what a worker without a name is called
 */
export const displayName = (name, nameless) => {
  const visible = name
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .split(/(?:)/u);
  const text =
    visible.length > LONGEST_NAME
      ? `${visible.slice(0, LONGEST_NAME - 1).join("")}…`
      : visible.join("");
  return text || nameless;
};

/**
 * Return the workers that are devices by what they do.
 *
 * @param {Worker[]} workers @returns {Group[]}
 */
const grouped = (workers) =>
  /** @type {Status[]} */ ([...STATUSES, "unknown"]).map((status) => {
    const found = workers.filter((one) => one.status === status).sort(byHashrate);
    return { status, workers: found.slice(0, MOST_LISTED), total: found.length };
  }).filter((group) => group.total > 0);

/**
 * Ask the integration for the workers that do one thing.
 *
 * @param {Hass} hass @param {Account} account @param {Status} status
 * @param {string} nameless
 * @returns {Promise<Group>}
 */
const ask = async (hass, account, status, nameless) => {
  const answer = await hass.callWS?.({
    type: "call_service",
    domain: DOMAIN,
    service: "get_workers",
    service_data: {
      account: account.id,
      status: [status],
      sort: "hashrate_10800s",
      descending: true,
      limit: MOST_LISTED,
    },
    return_response: true,
  });
  const devices = new Map(account.workers.map((one) => [one.raw, one]));
  const { workers, total } = answer.response;
  return {
    status,
    total,
    workers: workers.map((/** @type {Record<string, any>} */ row) => ({
      name: devices.get(row.name)?.name ?? displayName(row.name, nameless),
      raw: row.name,
      entities: devices.get(row.name)?.entities ?? {},
      status,
      hashrate: row.hashrate_10800s,
      lastShare: row.last_share,
    })),
  };
};

/**
 * Return an account's workers by what they do. If there are some without a device, all
 * are asked for; if that fails, those with a device are better than none.
 *
 * @param {Hass} hass @param {Account} account @param {string} nameless
 * @returns {Promise<Group[]>}
 */
export const groupsOf = async (hass, account, nameless) => {
  const devices = grouped(account.workers);
  if (account.total === null || account.total <= account.workers.length) return devices;
  try {
    const asked = STATUSES.map((status) => ask(hass, account, status, nameless));
    return (await Promise.all(asked)).filter((group) => group.total > 0);
  } catch {
    return devices;
  }
};

/** So many classes of hashrate a farm is counted in. */
const CLASSES = 6;

/**
 * Count hashrates in classes of equal width, the highest first; empty ones are left out.
 *
 * @param {number[]} rates in TH/s
 * @returns {{ from: number, to: number, count: number }[]}
 */
export const classes = (rates) => {
  const running = rates.filter((one) => one > 0);
  if (!running.length) return [];
  const widest = Math.max(...running) / CLASSES;
  const digit = 10 ** Math.floor(Math.log10(widest));
  const width = Math.ceil(widest / digit) * digit;
  return Array.from({ length: CLASSES }, (_, place) => {
    const number = CLASSES - 1 - place;
    const [from, to] = [number * width, (number + 1) * width];
    // What lies on the upper edge of all belongs to the highest class.
    const within = (/** @type {number} */ one) => Math.min(Math.floor(one / width), CLASSES - 1) === number;
    return { from, to, count: running.filter(within).length };
  }).filter((one) => one.count > 0);
};
