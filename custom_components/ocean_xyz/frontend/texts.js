// @ts-check
/** The dashboard's own words, in the user's language. */
import { de } from "./words_de.js";
import { en } from "./words_en.js";
import { es } from "./words_es.js";
import { fr } from "./words_fr.js";
import { nl } from "./words_nl.js";
import { pt } from "./words_pt.js";

/** @typedef {import("./words_en.js").Words} Texts */

/** @type {Record<string, Texts>} */
const LANGUAGES = { de, en, es, fr, nl, pt };

/** @param {string} text @param {Record<string, string | number>} values */
export const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * @param {string | undefined} language as Home Assistant writes it: `en-GB`, `pt-BR`
 * @param {string} [currency] without it, Home Assistant names the entities in money
 * @returns {Texts}
 */
export const texts = (language, currency) => {
  const words = LANGUAGES[(language ?? "en").split("-")[0]] ?? en;
  const names = Object.entries(words.names)
    .filter(([, name]) => currency !== undefined || !name.includes("{currency}"))
    .map(([key, name]) => [key, filled(name, { currency: currency ?? "" })]);
  return { ...words, names: Object.fromEntries(names) };
};
