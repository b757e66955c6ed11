// @ts-check
/** The dashboard's own words, in the user's language. */
import { de } from "./words_de.js";
import { en } from "./words_en.js";
import { es } from "./words_es.js";
import { fr } from "./words_fr.js";
import { nl } from "./words_nl.js";
import { pt } from "./words_pt.js";

/**
 * @typedef {import("./words_en.js").Words} Texts
 *
 * The forms of a text for a number of things, by the names of Intl.PluralRules; `two` is
 * for exactly two of them.
 * @typedef {{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>} Forms
 */

/** @type {Record<string, Texts>} */
const LANGUAGES = { de, en, es, fr, nl, pt };

/**
 * The language of our texts.
 *
 * @param {string | undefined} language as Home Assistant writes it: `en-GB`, `pt-BR`
 * @returns {string} the same, or English if we have no texts in it
 */
export const languageOf = (language) =>
  language !== undefined && language.split("-")[0] in LANGUAGES ? language : "en";

/** @param {string} text @param {Record<string, string | number>} values */
export const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * @param {string | undefined} language as Home Assistant writes it: `en-GB`, `pt-BR`
 * @param {string} [currency] without it, Home Assistant names the entities in money
 * @returns {Texts}
 */
export const texts = (language, currency) => {
  const words = LANGUAGES[languageOf(language).split("-")[0]];
  const names = Object.entries(words.names)
    .filter(([, name]) => currency !== undefined || !name.includes("{currency}"))
    .map(([key, name]) => [key, filled(name, { currency: currency ?? "" })]);
  return { ...words, names: Object.fromEntries(names) };
};
