/** The base of our own cards: when it draws, and what it leaves alone. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Home } from "./home.mjs";
import { openPage } from "./page.mjs";

const elements = openPage();
const { Card, defineCard, link, moreInfo, part, show } = await import(
  "../../custom_components/ocean_xyz/frontend/element.js"
);

/** A card that shows one state of an account and counts how often it is drawn. */
class Hashrate extends Card {
  static styles = ".rate { color: red; }";
  drawn = 0;
  watch(hass) {
    return Object.values(hass.entities)
      .filter((one) => one.translation_key === "hashrate_10800s")
      .map((one) => one.entity_id);
  }
  draw(hass) {
    this.drawn += 1;
    return [part("p", { class: "rate" }, this.watch(hass).map((id) => hass.states[id].state))];
  }
}

const placed = (home) => {
  const card = new Hashrate();
  card.setConfig({ type: "custom:ocean-xyz-test" });
  card.hass = { ...home.hass };
  card.isConnected = true;
  return card;
};

test("a card is drawn only if a state that it shows changed", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const home = new Home();
  const account = home.account("Home");
  const card = placed(home);
  card.connectedCallback();
  assert.equal(card.drawn, 1);
  assert.match(card.shadowRoot.textContent, /color: red.*716/);
  home.set(account, "unpaid", "1");
  card.hass = { ...home.hass };
  assert.equal(card.drawn, 1);
  home.set(account, "hashrate_10800s", "800");
  card.hass = { ...home.hass };
  assert.equal(card.drawn, 2);
  assert.match(card.shadowRoot.textContent, /800/);
  card.hass = { ...home.hass, locale: { language: "de" } };
  card.hass = { ...card.hass, entities: { ...home.hass.entities } };
  assert.equal(card.drawn, 4);
  mock.timers.reset();
});

test("a card that is not part of a page draws nothing, and one that left is silent", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const home = new Home();
  home.account("Home");
  const card = placed(home);
  assert.equal(card.drawn, 0);
  card.connectedCallback();
  mock.timers.tick(60_000);
  assert.equal(card.drawn, 2);
  card.disconnectedCallback();
  mock.timers.tick(600_000);
  assert.equal(card.drawn, 2);
  mock.timers.reset();
});

test("what did not change stays the same element, so that it keeps its focus", () => {
  const root = document.createElement("div");
  const press = () => {};
  show(root, [part("button", { onclick: press, disabled: true }, "a"), part("p", {}, "b"), "c"]);
  const [button, paragraph] = root.childNodes;
  assert.equal(button.onclick, press);
  assert.equal(button.attributes.disabled, "");
  show(root, [part("button", { class: "x", ".value": 3 }, "A"), part("h2", {}, "b")]);
  assert.equal(root.childNodes[0], button);
  assert.equal(button.textContent, "A");
  assert.equal(button.onclick, null);
  assert.equal(button.value, 3);
  assert.deepEqual(button.attributes, { class: "x" });
  assert.notEqual(root.childNodes[1], paragraph);
  assert.equal(root.childNodes.length, 2);
});

test("a name is a text and never a part of the page", () => {
  const root = document.createElement("div");
  show(root, [part("p", {}, "<img src=x onerror=alert(1)>", null, false, ["", "b"])]);
  assert.equal(root.all("img").length, 0);
  assert.equal(root.textContent, "<img src=x onerror=alert(1)>b");
});

test("links and buttons are those of a keyboard", () => {
  assert.deepEqual(link("workers", { class: "x" }, "all"), {
    tag: "a",
    props: { href: "workers", class: "x" },
    children: ["all"],
  });
  const asked = [];
  globalThis.CustomEvent = class {
    constructor(type, options) {
      Object.assign(this, { type, ...options });
    }
  };
  const { tag, props } = moreInfo("sensor.a", {}, "a");
  props.onclick({ currentTarget: { dispatchEvent: (event) => asked.push(event) } });
  assert.equal(tag, "button");
  assert.equal(asked[0].type, "hass-more-info");
  assert.deepEqual(asked[0].detail, { entityId: "sensor.a" });
  assert.ok(asked[0].bubbles && asked[0].composed);
});

test("an element is defined once, also if a module of another version loads", () => {
  assert.equal(defineCard("test", Hashrate), "custom:ocean-xyz-test");
  assert.equal(defineCard("test", class extends Card {}), "custom:ocean-xyz-test");
  assert.equal(elements.get("ocean-xyz-test"), Hashrate);
  const card = new Hashrate();
  assert.equal(card.getCardSize(), 1);
  assert.deepEqual(card.getGridOptions(), { columns: "full", rows: "auto" });
});
