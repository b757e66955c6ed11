// @ts-check
/** An account's workers: what needs somebody first, how the hashrate is spread, then all. */
import { hashrateOf } from "./accounts.js";
import { heading, section, statistics, tile } from "./cards.js";
import { filled } from "./texts.js";

/**
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Status} Status
 * @typedef {import("./accounts.js").Worker} Worker
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./farm.js").Group} Group
 * @typedef {import("./texts.js").Texts} Texts
 */

/** So few workers have room for a line of their own each. */
const FEW = 12;

/** So many parts of a bar can be told apart. */
const PARTS = 24;

/** Classes of hashrate in which a large farm is counted. */
const CLASSES = 6;

/** @type {Record<Status, { icon: string, color: string }>} */
const LOOKS = {
  offline: { icon: "mdi:lan-disconnect", color: "red" },
  low: { icon: "mdi:speedometer-slow", color: "orange" },
  online: { icon: "mdi:lan-connect", color: "green" },
  paused: { icon: "mdi:pause-circle-outline", color: "grey" },
};

/** @param {number | null} hashrate in TH/s @param {string} language */
const written = (hashrate, language) =>
  hashrate === null
    ? "–"
    : `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(hashrate)} TH/s`;

/**
 * One worker: a tile of its device, or text where it is none.
 *
 * @param {Worker} worker @param {Status} status @param {Card} more @param {string} language
 * @returns {Card}
 */
const workerCard = (worker, status, more, language) => {
  const { icon, color } = LOOKS[status];
  const { entities } = worker;
  const shown = status === "offline" ? entities.status : (hashrateOf(entities) ?? entities.status);
  if (!shown) {
    const description = written(worker.hashrate, language);
    return { type: "shortcut", label: worker.name, description, icon, color, ...more };
  }
  const content = status === "offline" ? { state_content: ["state", "last_changed"] } : {};
  return { type: "tile", entity: shown, name: { type: "device" }, icon, color, ...content, ...more };
};

/** @param {Group} group @param {Texts} t @returns {Card} */
const groupHeading = ({ status, total }, t) =>
  heading(`${t[status]} · ${total}`, LOOKS[status].icon, { heading_style: "subtitle" });

/**
 * @param {Group} group @param {Texts} t @param {string} language
 * @returns {Card[]}
 */
const groupCards = (group, t, language) => {
  const wide = group.workers.length <= FEW;
  const drawn = wide && group.status !== "offline";
  const trend = { features: [{ type: "trend-graph", hours_to_show: 24 }], features_position: "inline" };
  const more = {
    grid_options: { columns: wide ? 12 : 6 },
    ...(drawn ? trend : {}),
  };
  const unlisted = group.total - group.workers.length;
  return [
    groupHeading(group, t),
    ...group.workers.map((one) =>
      workerCard(one, group.status, hashrateOf(one.entities) ? more : { grid_options: more.grid_options }, language),
    ),
    ...(unlisted > 0
      ? [heading(filled(t.more_workers, { count: unlisted }), "mdi:dots-horizontal", { heading_style: "subtitle" })]
      : []),
  ];
};

/**
 * How many workers have how much hashrate, for a farm whose machines are too many to be
 * told apart in a bar.
 *
 * @param {Worker[]} workers @param {Texts} t @param {string} language
 * @returns {Card[]}
 */
const classCards = (workers, t, language) => {
  const rates = workers.map((one) => one.hashrate ?? 0).filter((one) => one > 0);
  if (!rates.length) return [];
  const most = Math.max(...rates);
  const step = 10 ** Math.floor(Math.log10(most / CLASSES));
  const width = Math.ceil(most / CLASSES / step) * step;
  const counts = Array.from({ length: CLASSES }, (_, number) => ({
    from: number * width,
    count: rates.filter((one) => Math.min(Math.floor(one / width), CLASSES - 1) === number).length,
  }));
  const largest = Math.max(...counts.map((one) => one.count));
  const format = new Intl.NumberFormat(language);
  const rows = counts
    .filter((one) => one.count > 0)
    .map(({ from, count }) => ({
      type: "text",
      name: `${format.format(from)}–${format.format(from + width)} TH/s`,
      icon: "mdi:chart-bar",
      text: `${"▇".repeat(Math.max(1, Math.round((count / largest) * 12)))} ${format.format(count)}`,
    }));
  return [{ type: "entities", title: t.workers_by_hashrate, entities: rows.reverse(), grid_options: { columns: 12 } }];
};

/**
 * How an account's hashrate is spread over its workers.
 *
 * @param {Account} account @param {Group[]} groups @param {Texts} t @param {string} language
 * @returns {Card[]}
 */
const spread = (account, groups, t, language) => {
  const workers = groups.flatMap((group) => group.workers);
  const entities = account.workers.map((one) => hashrateOf(one.entities)).filter((one) => one !== undefined);
  if (workers.length < 2) return [];
  if (entities.length < workers.length || entities.length > PARTS) return classCards(workers, t, language);
  return [
    {
      type: "distribution",
      title: t.hashrate_by_worker,
      entities: entities.map((entity) => ({ entity, name: { type: "device" } })),
      grid_options: { columns: 12 },
    },
  ];
};

/**
 * @param {Account} account @param {Group[]} groups @param {Texts} t @param {string} language
 * @param {boolean} recorded
 * @returns {Card[]}
 */
const summary = (account, groups, t, language, recorded) => {
  const { entities } = account;
  const rate = entities.hashrate_10800s ?? hashrateOf(entities);
  return [
    heading(account.name, "mdi:pickaxe"),
    ...tile(entities.workers_online, { color: "green" }),
    ...tile(entities.workers_offline, { color: "red" }),
    ...spread(account, groups, t, language),
    ...(recorded
      ? statistics([{ entity: rate }], { title: t.hashrate, stat_types: ["mean"], period: "hour", days_to_show: 7 })
      : []),
  ];
};

/**
 * The cards of an account's workers, as one section.
 *
 * @param {Account} account @param {Group[]} groups @param {Texts} t @param {string} language
 */
export const workerCards = (account, groups, t, language) => [
  heading(account.name, "mdi:pickaxe"),
  ...groups.flatMap((group) => groupCards(group, t, language)),
];

/**
 * @param {{ account: Account, groups: Group[] }[]} farms
 * @param {Texts} t @param {string} language @param {boolean} recorded
 */
export const workers = (farms, t, language, recorded) =>
  farms.flatMap(({ account, groups }) => {
    const many = groups.some((group) => group.workers.length > FEW);
    return [
      ...section(summary(account, groups, t, language, recorded)),
      ...groups.flatMap((group) =>
        section(groupCards(group, t, language), group.workers.length > FEW ? 3 : many ? 1 : undefined),
      ),
    ];
  });
