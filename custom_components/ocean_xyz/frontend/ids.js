// @ts-check
/**
 * Reads the ids that `devices/ids.py` builds; no other module here does.
 * `tests/fixtures/ids.json` holds both to one set of examples.
 */

export const DOMAIN = "ocean_xyz";

/** @typedef {{ identifiers: [string, string][] }} Identified */

/** @param {Identified} device its identifier, if it is one of ours */
export const identifierOf = (device) =>
  device.identifiers.find(([domain]) => domain === DOMAIN)?.[1];

/** @param {Identified} device */
export const isPool = (device) => /^[^_]+_pool$/.test(identifierOf(device) ?? "");

/** @param {Identified} device */
export const isNetwork = (device) => /^[^_]+_network$/.test(identifierOf(device) ?? "");

/** @param {Identified} device the raw name of the worker that it stands for */
export const workerNameOf = (device) =>
  (identifierOf(device) ?? "").replace(/^[^_]*_worker_/, "");

/** @param {string} accountId @param {"earned" | "paid"} what */
export const statisticIdOf = (accountId, what) => `${DOMAIN}:${what}_${accountId}`;
