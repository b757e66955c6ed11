// @ts-check
/** The workers of all accounts, and what their hashrate was. */
import { hashrateOf } from "./accounts.js";
import { heading, section, statistics } from "./cards.js";
import { WORKERS_CARD } from "./workers_card.js";

/**
 * @typedef {import("./accounts.js").Survey} Survey
 * @typedef {import("./cards.js").Card} Card
 * @typedef {import("./texts.js").Texts} Texts
 */

/**
 * Return the card with the workers: of one account, or of all.
 *
 * @param {string} [account] the id of its device
 * @returns {Card}
 */
export const workersCard = (account) => ({
  type: WORKERS_CARD,
  ...(account ? { account } : {}),
  grid_options: { columns: "full" },
});

/**
 * @param {Survey} model @param {Texts} t @param {string} [account] the only one to show
 */
export const workers = ({ accounts, statistics: existing }, t, account) => {
  const graphs = accounts.flatMap(({ name, entities }) =>
    section([
      heading(accounts.length > 1 ? `${t.hashrate} · ${name}` : t.hashrate, "mdi:chart-line"),
      ...statistics(existing, [{ entity: hashrateOf(entities) ?? "", color: "blue" }], {
        title: t.last_days,
        stat_types: ["mean"],
        period: "hour",
        days_to_show: 7,
      }),
    ]),
  );
  return [...section([workersCard(account)], 4), ...graphs];
};
