/** What is registered with Home Assistant's page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Home } from "./home.mjs";

/** Load the module into a page of that language, as many times as `times`. */
const load = async (page, times = 1) => {
  globalThis.HTMLElement ??= class {};
  globalThis.window = page.window;
  globalThis.document = { querySelector: () => page.root };
  globalThis.customElements = {
    get: (tag) => page.elements.get(tag),
    define: (tag, element) => {
      if (page.elements.has(tag)) throw new Error(`${tag} was defined before`);
      page.elements.set(tag, element);
    },
  };
  for (let time = 0; time < times; time += 1)
    await import(`../../custom_components/ocean_xyz/frontend/strategy.js?${Math.random()}`);
  return page;
};

const blank = () => ({ window: {}, root: null, elements: new Map() });

test("the dashboard is offered once, in the user's language", async () => {
  const page = await load(blank());
  const [offered, ...sections] = page.window.customStrategies;
  assert.equal(offered.type, "ocean-xyz");
  assert.equal(offered.strategyType, "dashboard");
  page.root = { hass: { language: "de" } };
  assert.equal(offered.name, "OCEAN-Mining");
  page.root.hass.language = "fr";
  assert.equal(offered.name, "Minage OCEAN");
  assert.ok(sections.every((one) => one.strategyType === "section"));
  assert.deepEqual(sections.map((one) => one.name)[1], "OCEAN: Workers");
});

test("a second module of another version defines nothing again and offers nothing twice", async () => {
  const page = await load(blank(), 2);
  const types = page.window.customStrategies.map((one) => one.type);
  assert.equal(new Set(types).size, types.length);
});

test("offers of others stay", async () => {
  const page = blank();
  page.window.customStrategies = [{ type: "other", strategyType: "dashboard" }];
  await load(page);
  assert.equal(page.window.customStrategies[0].type, "other");
});

test("each offered kind has its element with a layout", async () => {
  const page = await load(blank());
  const { hass } = new Home().hub();
  for (const { type, strategyType } of page.window.customStrategies) {
    const element = page.elements.get(`ll-strategy-${strategyType}-${type}`);
    const config = await element.generate({ type: `custom:${type}` }, hass);
    assert.ok((config.views ?? config.cards).length > 0, type);
    // The editor previews and adds a section with its first configuration alone.
    if (strategyType === "section")
      assert.deepEqual(element.getStubConfig(), { type: `custom:${type}` });
  }
  const views = page.elements.get("ll-strategy-dashboard-ocean-xyz").generate({}, hass);
  for (const { strategy } of (await views).views) {
    const element = page.elements.get(`ll-strategy-view-${strategy.type.slice("custom:".length)}`);
    assert.ok((await element.generate(strategy, hass)).sections.length > 0);
    assert.equal(element.shouldRegenerate(strategy, hass, hass), false);
  }
  const { getCreateSuggestions } = page.elements.get("ll-strategy-dashboard-ocean-xyz");
  assert.deepEqual(getCreateSuggestions(hass), { title: "Mining", icon: "mdi:pickaxe" });
});
