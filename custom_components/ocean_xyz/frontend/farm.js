// @ts-check
/**
 * The workers of an account as rows, also those without a device, which the action
 * `get_workers` returns: pure.
 */
import { hashrateOf, natural } from "./accounts.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Hass} Hass
 * @typedef {import("./accounts.js").Status} Status
 * @typedef {import("./accounts.js").Worker} Worker
 *
 * A worker. Hashrates are in TH/s, times ISO 8601. `lost` is what the account is short of
 * because of it. `entity` is what a tap shows; a worker without a device has none.
 * @typedef {{ name: string, status: Status, hashrate: number | null, since: string | null,
 *   lost: number | null, lastShare: string | null, entity?: string }} Row
 */

/** The statuses in the order of the rows: what needs attention comes first. @type {Status[]} */
export const STATUSES = ["offline", "low", "unknown", "paused", "online"];

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

/** @param {Worker} worker @returns {string | undefined} */
const shownBy = ({ entities }) => hashrateOf(entities) ?? entities.status ?? entities.online;

/** @param {Hass} hass @param {Worker} worker @returns {Row} what its entities say */
const ofDevice = (hass, worker) => {
  const share = hass.states[worker.entities.last_share]?.state;
  return {
    name: worker.name,
    status: worker.status,
    hashrate: worker.hashrate,
    since: null,
    lost: null,
    lastShare: share && !Number.isNaN(Date.parse(share)) ? share : null,
    entity: shownBy(worker),
  };
};

/** @param {Row} left @param {Row} right */
const byTrouble = (left, right) =>
  STATUSES.indexOf(left.status) - STATUSES.indexOf(right.status) ||
  natural(left.name, right.name);

/**
 * Return an account's workers, those that need attention first, then by name.
 *
 * Workers that are not listed are shown while they have a device: those that are gone, and
 * all if the integration does not answer. A worker that the user hides is not shown.
 *
 * @param {Hass} hass @param {Account} account
 * @param {Record<string, any>[]} listed as `get_workers` returns them
 * @param {string} nameless the text for a worker without a name
 * @returns {Row[]}
 */
export const rowsOf = (hass, account, listed, nameless) => {
  const devices = new Map(account.workers.map((one) => [one.raw, one]));
  const rows = listed
    .filter(({ name, status }) => status !== "gone" && !account.hidden.has(name))
    .map((row) => {
      const device = devices.get(row.name);
      devices.delete(row.name);
      return {
        name: device?.name ?? displayName(row.name, nameless),
        status: row.status ?? "unknown",
        hashrate: row.hashrate_10800s,
        since: row.offline_since,
        lost: row.hashrate_lost,
        lastShare: row.last_share,
        entity: device && shownBy(device),
      };
    });
  return [...rows, ...[...devices.values()].map((one) => ofDevice(hass, one))].sort(byTrouble);
};

/** @param {Row[]} rows @param {string} text @returns those whose name contains the text */
export const found = (rows, text) => {
  const wanted = text.trim().toLocaleLowerCase();
  return rows.filter((one) => one.name.toLocaleLowerCase().includes(wanted));
};

/** The number of classes into which a farm's hashrates are counted. */
const CLASSES = 6;

/**
 * Count the hashrates of the workers that mine in classes of equal width, the highest
 * first, without empty classes. An offline worker's average still holds its former work.
 *
 * @param {Row[]} rows
 * @returns {{ from: number, to: number, count: number }[]}
 */
export const classes = (rows) => {
  const running = rows
    .filter((one) => one.status === "online" || one.status === "low")
    .flatMap((one) => (one.hashrate ? [one.hashrate] : []));
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
