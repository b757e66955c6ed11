/** As much of a browser's page as cards need. */
import { afterEach } from "node:test";

class FakeNode {
  constructor() {
    this.childNodes = [];
  }
  appendChild(node) {
    this.childNodes.push(node);
  }
  replaceChild(node, old) {
    this.childNodes[this.childNodes.indexOf(old)] = node;
  }
  removeChild(node) {
    this.childNodes.splice(this.childNodes.indexOf(node), 1);
  }
  /** Return all elements below it with a tag. */
  all(tag) {
    return this.childNodes.flatMap((one) =>
      one.nodeType === 1 ? [...(one.localName === tag ? [one] : []), ...one.all(tag)] : [],
    );
  }
  get textContent() {
    return this.nodeValue ?? this.childNodes.map((one) => one.textContent).join("");
  }
}

class FakeElement extends FakeNode {
  constructor(localName) {
    super();
    Object.assign(this, { localName, nodeType: 1, attributes: {} });
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  dispatchEvent(event) {
    this.dispatched = [...(this.dispatched ?? []), event];
  }
  attachShadow() {
    this.shadowRoot = new FakeNode();
  }
}

/** Make this process a page. Return its defined elements by tag. */
export const openPage = () => {
  const elements = new Map();
  globalThis.HTMLElement = FakeElement;
  globalThis.document = {
    createElement: (tag) => new FakeElement(tag),
    createTextNode: (text) => Object.assign(new FakeNode(), { nodeType: 3, nodeValue: text }),
  };
  globalThis.customElements = {
    get: (tag) => elements.get(tag),
    define: (tag, element) => elements.set(tag, element),
  };
  return elements;
};

const inPage = [];

afterEach(() => inPage.splice(0).forEach((card) => card.disconnectedCallback()));

/** Place a card into the page, as Home Assistant does, until the end of the test. */
export const placed = (card, config, hass) => {
  card.setConfig(config);
  card.hass = hass;
  card.isConnected = true;
  card.connectedCallback();
  inPage.push(card);
  return card;
};

/** Wait until everything is answered that was asked for. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
