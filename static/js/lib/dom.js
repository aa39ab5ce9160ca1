/** Making elements without HTML strings. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] "on…" is a listener, "text" the text; null and false are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = String(value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false)));
  return element;
}

/** @param {string} id @returns {any} the element with this id; it is there */
export const byId = (id) => document.getElementById(id);

/** @param {string} label @param {(event: Event) => void} act @param {string} [kind] further classes */
export const button = (label, act, kind = "") =>
  el("button", { type: "button", class: `button ${kind}`.trim(), text: label, onclick: act });
