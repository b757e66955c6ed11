// @ts-check
/** An account's workers: first those that need attention, then the spread of hashrate, then all. */
import { byHashrate, hashrateOf } from "./accounts.js";
import { divider, FULL, heading, section, statistics, subheading, tilesOf } from "./cards.js";
import { classes } from "./farm.js";
import { filled } from "./texts.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Status} Status
 * @typedef {import("./accounts.js").Worker} Worker
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./farm.js").Group} Group
 * @typedef {import("./texts.js").Texts} Texts
 *
 * The words, and the language for numbers.
 * @typedef {{ t: Texts, language: string }} Tongue
 *
 * @typedef {{ account: Account, groups: Group[] }} Farm
 */

/** Up to this number of workers, each gets a line of its own with a trend. */
const FEW = 12;

/** A bar shows at most this number of parts that a user can distinguish. */
const PARTS = 24;

/** The longest bar of a class, in letters. */
const LETTERS = 10;

/** @type {Record<Status, { icon: string, color: string }>} */
const LOOKS = {
  offline: { icon: "mdi:lan-disconnect", color: "red" },
  low: { icon: "mdi:speedometer-slow", color: "orange" },
  online: { icon: "mdi:lan-connect", color: "green" },
  paused: { icon: "mdi:pause-circle-outline", color: "grey" },
  unknown: { icon: "mdi:help-circle-outline", color: "grey" },
};

/** @param {Status} status */
const isTrouble = (status) => status === "offline" || status === "low";

/**
 * Return the text about a worker without a device. It contains a full time, because
 * nothing updates it each minute.
 *
 * @param {Worker} worker @param {Status} status @param {string} language
 */
const described = ({ hashrate, lastShare }, status, language) => {
  if (status === "offline" && lastShare) {
    const format = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
    return format.format(new Date(lastShare));
  }
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  return hashrate === null ? "–" : `${format.format(hashrate)} TH/s`;
};

/**
 * Return the card of one worker: a tile of its device, or a text if it has none.
 *
 * @param {Worker} worker @param {Status} status @param {boolean} wide @param {string} language
 * @returns {Card}
 */
const workerCard = (worker, status, wide, language) => {
  const { last_share: share, status: shown, online } = worker.entities;
  const rate = hashrateOf(worker.entities);
  const entity = (status === "offline" ? (share ?? shown) : (rate ?? shown)) ?? rate ?? online;
  const look = { ...LOOKS[status], grid_options: { columns: wide ? 12 : 6 } };
  if (entity === undefined)
    return { type: "shortcut", label: worker.name, description: described(worker, status, language), ...look };
  const features = [{ type: "trend-graph", hours_to_show: 24 }];
  const drawn = wide && entity === rate ? { features, features_position: "inline" } : {};
  return { type: "tile", entity, name: { type: "device" }, ...look, ...drawn };
};

/**
 * Return the cards of a group of workers, under a heading with their number.
 *
 * @param {Group} group @param {Tongue} tongue
 * @returns {Card[]}
 */
const groupCards = ({ status, workers: listed, total }, { t, language }) => {
  const count = new Intl.NumberFormat(language).format(total);
  const unlisted = total - listed.length;
  return [
    subheading(`${t[status]} · ${count}`, LOOKS[status].icon),
    ...listed.map((one) => workerCard(one, status, listed.length <= FEW, language)),
    ...(unlisted > 0
      ? [subheading(filled(t.more_workers, { count: unlisted }), "mdi:dots-horizontal")]
      : []),
  ];
};

/**
 * Return how many workers have how much hashrate, for a farm with too many machines for a
 * bar.
 *
 * @param {Worker[]} all @param {Tongue} tongue
 * @returns {Card[]}
 */
const classCards = (all, { t, language }) => {
  const found = classes(all.map((one) => one.hashrate ?? 0));
  const largest = Math.max(...found.map((one) => one.count));
  const format = new Intl.NumberFormat(language);
  const entities = found.map(({ from, to, count }) => ({
    type: "text",
    icon: "mdi:chart-bar",
    name: `${format.format(from)}–${format.format(to)} TH/s`,
    text: `${"▇".repeat(Math.ceil((count / largest) * LETTERS))} ${format.format(count)}`,
  }));
  return found.length ? [{ type: "entities", title: t.workers_by_hashrate, entities, ...FULL }] : [];
};

/**
 * Return how the hashrate of an account is spread over its workers.
 *
 * @param {Group[]} groups @param {Tongue} tongue
 * @returns {Card[]}
 */
const spread = (groups, tongue) => {
  const all = groups.flatMap((group) => group.workers).sort(byHashrate);
  const rates = all.map((one) => hashrateOf(one.entities)).filter((one) => one !== undefined);
  if (all.length < 2) return [];
  if (rates.length < all.length || rates.length > PARTS) return classCards(all, tongue);
  return [
    {
      type: "distribution",
      title: tongue.t.hashrate_by_worker,
      entities: rates.map((entity) => ({ entity, name: { type: "device" } })),
      ...FULL,
    },
  ];
};

/**
 * Return the number of workers, and how the hashrate is spread over them.
 *
 * @param {Farm} farm @param {Tongue} tongue
 * @returns {Card[]}
 */
const summary = ({ account, groups }, tongue) => {
  const { tile } = tilesOf(account.entities, tongue.t);
  return [
    heading(tongue.t.workers, "mdi:server"),
    ...tile("workers_online", "green"),
    ...tile("workers_offline", "red"),
    ...spread(groups, tongue),
  ];
};

/**
 * Return a graph of the account's hashrate.
 *
 * @param {Account} account @param {Set<string>} existing @param {Texts} t
 * @returns {Card[]}
 */
const past = ({ entities }, existing, t) => [
  heading(t.hashrate, "mdi:chart-line"),
  ...statistics(existing, [{ entity: hashrateOf(entities) ?? "", color: "blue" }], {
    title: t.last_days,
    stat_types: ["mean"],
    period: "hour",
    days_to_show: 7,
  }),
];

/**
 * Return the cards of an account's workers, as one section.
 *
 * @param {Farm} farm @param {Tongue} tongue
 * @returns {Card[]}
 */
export const workerCards = ({ account, groups }, tongue) => [
  heading(account.name, "mdi:pickaxe"),
  ...groups.flatMap((group) => groupCards(group, tongue)),
];

/**
 * @param {Farm[]} farms @param {Set<string>} existing @param {Tongue} tongue
 */
export const workers = (farms, existing, tongue) =>
  farms.flatMap((farm) => {
    const listed = (/** @type {Group[]} */ groups) =>
      section(
        groups.flatMap((group) => groupCards(group, tongue)),
        groups.some((group) => group.workers.length > FEW) ? 4 : undefined,
      );
    const trouble = listed(farm.groups.filter((group) => isTrouble(group.status)));
    const graph = past(farm.account, existing, tongue.t);
    const sum = summary(farm, tongue);
    return [
      ...divider(farms.map((one) => one.account), farm.account.name, 4),
      ...trouble,
      // Always three columns: most screens have no more.
      ...(trouble.length ? section([...sum, ...graph.slice(1)]) : [...section(sum), ...section(graph)]),
      ...listed(farm.groups.filter((group) => !isTrouble(group.status))),
    ];
  });
