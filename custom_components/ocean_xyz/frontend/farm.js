// @ts-check
/**
 * The workers of an account, grouped by status, including workers without a device. The
 * workers of a large account have none, so the action `get_workers` returns them.
 */
import { byHashrate } from "./accounts.js";
import { DOMAIN } from "./ids.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Hass} Hass
 * @typedef {import("./accounts.js").Status} Status
 * @typedef {import("./accounts.js").Worker} Worker
 *
 * Workers with the same status, the highest hashrate first. `total` also counts workers
 * that are not in the list.
 * @typedef {{ status: Status, workers: Worker[], total: number }} Group
 */

/** The statuses that `get_workers` accepts; those that need attention first. @type {Status[]} */
const STATUSES = ["offline", "low", "online", "paused"];

/** The number of workers of one status that a page shows and a browser can draw. */
export const MOST_LISTED = 400;

const LONGEST_NAME = 64;

/**
 * Return a worker's name in a form that is safe to show. Names come from the internet.
 *
 * @param {string} name @param {string} nameless the text for a worker without a name
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
 * Return the workers that have a device, grouped by status.
 *
 * @param {Worker[]} workers @returns {Group[]}
 */
const grouped = (workers) =>
  /** @type {Status[]} */ ([...STATUSES, "unknown"]).map((status) => {
    const found = workers.filter((one) => one.status === status).sort(byHashrate);
    return { status, workers: found.slice(0, MOST_LISTED), total: found.length };
  }).filter((group) => group.total > 0);

/**
 * Return the workers with one status, from the action `get_workers`.
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
      limit: MOST_LISTED + account.hidden.size,
    },
    return_response: true,
  });
  const devices = new Map(account.workers.map((one) => [one.raw, one]));
  const { workers: rows, total } = answer.response;
  const shown = rows.filter((/** @type {{ name: string }} */ row) => !account.hidden.has(row.name));
  return {
    status,
    total: total - (rows.length - shown.length),
    workers: shown.slice(0, MOST_LISTED).map((/** @type {Record<string, any>} */ row) => ({
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
 * Return an account's workers, grouped by status. If OCEAN may list others than those with
 * a device, the action returns all of them. Devices of workers that it does not return, as
 * those that are gone, follow. If it fails, the workers with a device are better than
 * nothing. A worker that the user hides is in neither.
 *
 * @param {Hass} hass @param {Account} account @param {string} nameless
 * @returns {Promise<Group[]>}
 */
export const groupsOf = async (hass, account, nameless) => {
  const devices = grouped(account.workers);
  if (account.total !== null && account.total <= account.listed) return devices;
  try {
    const asked = STATUSES.map((status) => ask(hass, account, status, nameless));
    const groups = await Promise.all(asked);
    const found = new Set(groups.flatMap((group) => group.workers.map((one) => one.raw)));
    const others = devices.filter((group) => group.status === "unknown").map((group) => {
      const workers = group.workers.filter((one) => !found.has(one.raw));
      return { ...group, workers, total: group.total - (group.workers.length - workers.length) };
    });
    return [...groups, ...others].filter((group) => group.total > 0);
  } catch {
    return devices;
  }
};

/** The number of classes into which a farm's hashrates are counted. */
const CLASSES = 6;

/**
 * Count hashrates in classes of equal width, the highest first, without empty classes.
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
    // The highest hashrate lies on the upper edge and belongs to the highest class.
    const within = (/** @type {number} */ one) => Math.min(Math.floor(one / width), CLASSES - 1) === number;
    return { from, to, count: running.filter(within).length };
  }).filter((one) => one.count > 0);
};
