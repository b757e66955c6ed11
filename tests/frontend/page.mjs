/** As much of a browser's page as cards need. */

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
  attachShadow() {
    this.shadowRoot = new FakeNode();
  }
  /** Return all elements below it with a tag. */
  all(tag) {
    return this.childNodes.flatMap((one) =>
      one.nodeType === 1 ? [...(one.localName === tag ? [one] : []), ...one.all(tag)] : [],
    );
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
