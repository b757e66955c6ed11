/** The dashboard's words, in all its languages. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { filled, texts } from "../../custom_components/ocean_xyz/frontend/texts.js";

const FOLDER = new URL("../../custom_components/ocean_xyz/frontend/", import.meta.url);
const LANGUAGES = ["de", "en", "es", "fr", "nl", "pt"];
/** All texts by their paths: a text can have forms, and a group of texts a name. */
const flat = (words, path = "") =>
  Object.assign(
    {},
    ...Object.entries(words).map(([key, text]) =>
      typeof text === "string" ? { [path + key]: text } : flat(text, `${path}${key}.`),
    ),
  );

test("a language is chosen by its first part, and English is the default", () => {
  assert.equal(texts("pt-BR").overview, "Visão geral");
  assert.equal(texts("de-CH").overview, "Übersicht");
  assert.equal(texts("he").overview, "Overview");
  assert.equal(texts(undefined).overview, "Overview");
});

test("every language has all texts, with the same placeholders", () => {
  const places = (text) => [...text.matchAll(/\{\w+\}/g)].map((one) => one[0]).sort();
  const english = flat(texts("en", "{currency}"));
  for (const language of LANGUAGES) {
    const words = flat(texts(language, "{currency}"));
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), language);
    for (const [key, text] of Object.entries(words)) {
      assert.ok(text.trim() === text && text !== "", `${language}.${key}`);
      assert.deepEqual(places(text), places(english[key]), `${language}.${key}`);
    }
  }
});

test("every text is used somewhere", () => {
  const source = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".js") && !name.startsWith("words_"))
    .map((name) => readFileSync(new URL(name, FOLDER), "utf8"))
    .join("\n");
  const built = new Set(["offline", "low", "online", "paused", "unknown", ...["overview", "workers", "earnings", "pool", "costs"], "account", "pool_alone", "network"]);
  const { names, ...words } = texts("en");
  const keys = [...Object.keys(words), ...Object.keys(words.sentence), ...Object.keys(words.energy)];
  for (const key of keys.filter((one) => !built.has(one)))
    assert.match(source, new RegExp(`\\.${key}\\b`), key);
  for (const key of Object.keys(texts("en", "EUR").names)) {
    const [, stem] = key.match(/^(?:luck|blocks|fee)_(.*)$/) ?? [null, key];
    assert.ok(source.includes(`"${key}"`) || source.includes(`"${stem}"`), key);
  }
});

test("amounts in money have the currency in their name, or Home Assistant names them", () => {
  assert.equal(texts("en", "EUR").names.unpaid_value, "Unpaid (EUR)");
  assert.equal(texts("en").names.unpaid_value, undefined);
  assert.equal(filled("{a} of {b}", { a: 1, b: "two" }), "1 of two");
});
