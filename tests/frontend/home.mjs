/** A `hass` like the frontend's, with devices that are described in one line each. */

/** Return the identifiers, devices, entities and states of a home. */
export class Home {
  constructor() {
    this.hass = {
      language: "en",
      devices: {},
      entities: {},
      states: {},
      asked: [],
      callWS: async (message) => {
        this.hass.asked.push(message);
        const answer = this.answers[message.action ?? message.type];
        if (answer === undefined) throw new Error("unknown command");
        return typeof answer === "function" ? answer(message) : answer;
      },
    };
    this.answers = { "recorder/statistics_during_period": {} };
    this.number = 0;
  }

  /** Add a device with entities: what they show, and their states. */
  device(identifier, name, shown = {}, parent = null) {
    const id = `device${(this.number += 1)}`;
    this.hass.devices[id] = {
      id,
      name,
      name_by_user: null,
      identifiers: [["ocean_xyz", identifier]],
      parent_device_id: parent,
    };
    for (const [key, state] of Object.entries(shown)) this.entity(id, key, state);
    return id;
  }

  /** Add an entity, whose id tells nothing of what it shows. */
  entity(device, key, state, more = {}) {
    const entity_id = `sensor.any_${(this.number += 1)}`;
    this.hass.entities[entity_id] = {
      entity_id,
      device_id: device,
      translation_key: key,
      platform: "ocean_xyz",
      ...more,
    };
    if (state !== undefined)
      this.hass.states[entity_id] = { entity_id, state: String(state), attributes: {} };
    return entity_id;
  }

  hub() {
    this.pool = this.device("01HUB_pool", "OCEAN pool", {
      last_block_time: "2026-11-25T05:43:00+00:00",
      last_block_height: 977430,
      luck_7d: 64,
      pool_hashrate_300s: 17,
    });
    this.network = this.device("01HUB_network", "Bitcoin network", {
      price: 77245,
      hashprice: 41466,
      hashprice_value: 32,
      network_source: "mempool",
    });
    const [price] = Object.values(this.hass.entities).filter((one) => one.translation_key === "price");
    this.hass.states[price.entity_id].attributes.unit_of_measurement = "EUR/BTC";
    return this;
  }

  account(name, key = "590e1c1ec2c5", more = {}) {
    return this.device(key, name, {
      mining: "on",
      hashrate_10800s: 716,
      workers_online: 0,
      workers_offline: 0,
      workers_total: 0,
      data_status: "live",
      unpaid: 834957,
      unpaid_value: 644.96,
      earned_total: 1907313,
      paid_total: 0,
      last_payout: 1072356,
      last_earning: 13000,
      payout_progress: 79.6,
      ...more,
    });
  }

  worker(account, raw, name, status, hashrate) {
    const key = this.hass.devices[account].identifiers[0][1];
    const shown = { online: "on", status, hashrate_10800s: hashrate };
    return this.device(`${key}_worker_${raw}`, name, shown, account);
  }

  /** Return the id of the entity of a device that shows something. */
  id(device, key) {
    return Object.values(this.hass.entities).find(
      (one) => one.device_id === device && one.translation_key === key,
    ).entity_id;
  }

  set(device, key, state) {
    const id = this.id(device, key);
    this.hass.states = { ...this.hass.states, [id]: { ...this.hass.states[id], state } };
  }
}

/** Return every card of a view or section, including cards inside cards. */
export const cardsOf = (config) => {
  const found = [];
  const walk = (one) => {
    for (const part of [...(one.sections ?? []), ...(one.cards ?? [])]) {
      if (part.type !== "grid") found.push(part);
      walk(part);
    }
  };
  walk(config);
  return found;
};

/** Return all entity ids in a configuration. */
export const idsIn = (config) =>
  [...JSON.stringify(config).matchAll(/"((?:sensor|ocean_xyz)[.:][^"]+)"/g)].map((one) => one[1]);
