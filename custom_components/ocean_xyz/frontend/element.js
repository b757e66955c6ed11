// @ts-check
/**
 * The base of the dashboard's own cards, for what the built-in cards cannot show: texts
 * that follow several states at once.
 *
 * A card describes what it shows as a tree of plain objects. The page becomes like the
 * tree, so that what did not change keeps its focus and its selection. A text is always
 * text: a worker's name comes from the internet.
 */

/**
 * The part of the page of a card. Attributes are set as they are; `false`, `null` and
 * `undefined` remove one. Names that begin with `on` are listeners, those with a dot are
 * properties.
 *
 * @typedef {import("./accounts.js").Hass & import("./format.js").Speaker & {
 *   user?: { is_admin?: boolean } }} Hass
 * @typedef {{ tag: string, props: Record<string, unknown>, children: Tree[] }} Part
 * @typedef {Part | string} Tree
 */

/** How often a card is drawn if no state changes, for texts such as "in 6 days". */
const MINUTE = 60_000;

/**
 * Return a part of a tree.
 *
 * @param {string} tag @param {Record<string, unknown>} [props]
 * @param {(Tree | Tree[] | null | undefined | false)[]} children
 * @returns {Part}
 */
export const part = (tag, props = {}, ...children) => ({
  tag,
  props,
  children: /** @type {Tree[]} */ (children.flat().filter((one) => one || one === "")),
});

/** @param {string} icon such as `mdi:pickaxe` @param {Record<string, unknown>} [props] */
export const icon = (icon, props = {}) => part("ha-icon", { icon, "aria-hidden": "true", ...props });

/**
 * A link to another page of Home Assistant, which follows it without loading everything.
 *
 * @param {string} path absolute, or relative to the page, such as `workers`
 * @param {Record<string, unknown>} props @param {(Tree | Tree[] | null | undefined | false)[]} children
 */
export const link = (path, props, ...children) => part("a", { href: path, ...props }, ...children);

/**
 * A button that opens the dialog about an entity.
 *
 * @param {string} entityId @param {Record<string, unknown>} props
 * @param {(Tree | Tree[] | null | undefined | false)[]} children
 */
export const moreInfo = (entityId, props, ...children) =>
  part(
    "button",
    {
      type: "button",
      onclick: (/** @type {Event} */ event) =>
        event.currentTarget?.dispatchEvent(
          new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail: { entityId } }),
        ),
      ...props,
    },
    ...children,
  );

/** @type {WeakMap<Node, Record<string, unknown>>} the props that an element has */
const had = new WeakMap();

/** @param {any} element @param {Record<string, unknown>} props */
const dress = (element, props) => {
  const before = had.get(element) ?? {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(props)])) {
    const value = props[name];
    if (value === before[name]) continue;
    if (name.startsWith("on")) element[name] = value ?? null;
    else if (name.startsWith(".")) element[name.slice(1)] = value;
    else if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  had.set(element, props);
};

/** @param {Node | undefined} node @param {Tree} tree */
const fits = (node, tree) =>
  typeof tree === "string" ? node?.nodeType === 3 : /** @type {any} */ (node)?.localName === tree.tag;

/**
 * Make the children of an element like the trees.
 *
 * @param {ParentNode & Node} parent @param {Tree[]} trees
 */
export const show = (parent, trees) => {
  trees.forEach((tree, place) => {
    let node = parent.childNodes[place];
    if (!fits(node, tree)) {
      const made = typeof tree === "string" ? document.createTextNode(tree) : document.createElement(tree.tag);
      if (node) parent.replaceChild(made, node);
      else parent.appendChild(made);
      node = made;
    }
    if (typeof tree === "string") {
      if (node.nodeValue !== tree) node.nodeValue = tree;
    } else {
      dress(node, tree.props);
      show(/** @type {HTMLElement} */ (node), tree.children);
    }
  });
  while (parent.childNodes.length > trees.length)
    parent.removeChild(parent.childNodes[parent.childNodes.length - 1]);
};

/**
 * A card. Those that extend it say which states they show and draw them; they read nothing
 * else that changes, or call `redraw` themselves.
 */
export class Card extends HTMLElement {
  /** Styles of the card, for all of its kind. */
  static styles = "";

  /** @type {Record<string, any>} */
  config = {};

  /** @type {Hass | undefined} */
  #hass;

  /** @type {string[]} */
  #watched = [];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  /**
   * The ids of the entities whose states it shows. Asked for again if an entity or a
   * device comes or goes.
   *
   * @param {Hass} _hass @returns {string[]}
   */
  watch(_hass) {
    return [];
  }

  /** What it shows. @param {Hass} _hass @returns {Tree[]} */
  draw(_hass) {
    return [];
  }

  /** Called by Home Assistant. @param {Record<string, any>} config */
  setConfig(config) {
    this.config = config;
    if (this.#hass) this.#watched = this.watch(this.#hass);
    this.redraw();
  }

  /** Called by Home Assistant at each change of any state, so it must be fast. */
  set hass(/** @type {Hass} */ hass) {
    const before = this.#hass;
    this.#hass = hass;
    const moved = before?.entities !== hass.entities || before?.devices !== hass.devices;
    if (moved) this.#watched = this.watch(hass);
    if (
      moved ||
      before?.language !== hass.language ||
      before?.locale !== hass.locale ||
      this.#watched.some((id) => before?.states[id] !== hass.states[id])
    )
      this.redraw();
  }

  get hass() {
    return /** @type {Hass} */ (this.#hass);
  }

  connectedCallback() {
    this.#clock = setInterval(() => this.redraw(), MINUTE);
    this.redraw();
  }

  disconnectedCallback() {
    clearInterval(this.#clock);
  }

  /** Draw it now, if it is part of a page. */
  redraw() {
    if (!this.#hass || !this.isConnected) return;
    const { styles } = /** @type {typeof Card} */ (this.constructor);
    show(/** @type {ShadowRoot} */ (this.shadowRoot), [
      part("style", {}, styles),
      ...this.draw(this.#hass),
    ]);
  }

  /** Its height in the former layout of Home Assistant, in units of 50 pixels. */
  getCardSize() {
    return 1;
  }

  /**
   * Its place in a section: as wide as it is, as tall as its text.
   *
   * @returns {{ columns: number | string, rows: number | string }}
   */
  getGridOptions() {
    return { columns: "full", rows: "auto" };
  }
}

/**
 * Define a card's element, once: a page that is open while the integration is updated loads
 * its modules again.
 *
 * @param {string} name @param {typeof Card} card
 * @returns {string} the type of the card in a configuration
 */
export const defineCard = (name, card) => {
  const tag = `ocean-xyz-${name}`;
  if (!customElements.get(tag)) customElements.define(tag, card);
  return `custom:${tag}`;
};
