/**
 * A reply's Markdown as elements, safely: HTML in it is shown as the text that it is, marked makes the rest, and
 * DOMPurify lets pass only what is listed here. Nothing is loaded from anywhere, images included.
 */

import { Marked } from "../vendor/marked-18.2.1.js";
import "../vendor/dompurify-3.4.18.js";

/** @type {any} */
const purify = /** @type {any} */ (globalThis).DOMPurify;

const ALLOWED = {
  ALLOWED_TAGS: ["p", "br", "strong", "em", "del", "ul", "ol", "li", "h3", "h4", "h5", "h6", "blockquote", "code",
    "pre", "hr", "a", "table", "thead", "tbody", "tr", "th", "td"],
  ALLOWED_ATTR: ["href", "title", "start"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|tel:)/i,
  RETURN_DOM_FRAGMENT: true,
};

/** @param {string} text @returns {string} */
const escaped = (text) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    // The page and its cards have the levels above.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

purify.addHook("afterSanitizeAttributes", (/** @type {Element} */ node) => {
  if (node.tagName !== "A" || !node.hasAttribute("href")) return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer nofollow");
});

/**
 * Shows a text that grows. Only the blocks that have changed are made anew, usually the last one, so that the rest
 * neither flickers nor loses a selection, and a long reply costs no more than a short one.
 */
export class MarkdownView {
  /** @type {string[]} */
  #shown = [];

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
  }

  /** @param {string} text */
  show(text) {
    const tokens = marked.lexer(text).filter((token) => token.type !== "space");
    tokens.forEach((token, index) => {
      if (this.#shown[index] === token.raw) return;
      const block = document.createElement("div");
      block.append(purify.sanitize(marked.parser([token]), ALLOWED));
      if (this.element.children[index]) this.element.children[index].replaceWith(block);
      else this.element.append(block);
    });
    while (this.element.children.length > tokens.length) this.element.lastElementChild?.remove();
    this.#shown = tokens.map((token) => token.raw);
  }
}
