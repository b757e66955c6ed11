/** The dashboard reads the ids that the integration builds: `tests/devices/test_ids.py`. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  DOMAIN,
  identifierOf,
  isNetwork,
  isPool,
  statisticIdOf,
  workerNameOf,
} from "../../custom_components/ocean_xyz/frontend/ids.js";

const examples = JSON.parse(
  readFileSync(new URL("../fixtures/ids.json", import.meta.url), "utf8"),
);
const { account, network, pool, workers } = examples.identifiers;
const device = (identifier) => ({
  identifiers: [["other", "x"], [DOMAIN, identifier]],
});

test("the domain is the integration's", () => {
  assert.equal(DOMAIN, examples.domain);
});

test("pool, network and account are told apart by their identifiers", () => {
  assert.deepEqual([pool, network, account].map(device).map(isPool), [true, false, false]);
  assert.deepEqual([pool, network, account].map(device).map(isNetwork), [false, true, false]);
  assert.equal(identifierOf(device(account)), examples.account_id);
  assert.equal(identifierOf({ identifiers: [["other", "x"]] }), undefined);
});

test("a worker is known by its raw name, whatever it is called", () => {
  for (const [name, identifier] of Object.entries(workers)) {
    assert.equal(workerNameOf(device(identifier)), name);
    assert.equal(isPool(device(identifier)), false);
    assert.equal(isNetwork(device(identifier)), false);
  }
});

test("an account's statistics have the ids under which they are written", () => {
  for (const what of ["earned", "paid"])
    assert.equal(statisticIdOf(examples.account_id, what), examples.statistics[what]);
});
