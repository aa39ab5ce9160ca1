/** The messages on the screen, in the order of the conversation. */

import { el } from "../lib/dom.js";
import { STEPS, stepName } from "../lib/steps.js";
import { MessageView } from "./message-view.js";

/** @typedef {import("./message-view.js").Message} Message */

export class Transcript {
  /** @type {Map<string, MessageView>} */
  #views = new Map();

  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
  }

  /** @param {string} id @returns {MessageView | undefined} */
  view(id) {
    return this.#views.get(id);
  }

  /** A message that the server doesn't know yet.
   * @param {"user" | "assistant"} role @param {string} status @param {string} [text]
   */
  add(role, status, text = "") {
    const view = new MessageView(role);
    view.setText(text);
    view.setStatus(status);
    this.list.append(view.element);
    return view;
  }

  /** The server's name for a message: from now on the view is that message's. If it is shown already, once is enough.
   * @param {MessageView} view @param {string} id @returns {MessageView} the one that stays
   */
  name(view, id) {
    const known = this.#views.get(id);
    if (known && known !== view) {
      view.element.remove();
      return known;
    }
    view.id = id;
    view.element.dataset.id = id;
    this.#views.set(id, view);
    return view;
  }

  /** @param {MessageView} view */
  drop(view) {
    view.element.remove();
    if (view.id) this.#views.delete(view.id);
  }

  /** Shows the conversation as it is stored; what isn't sent yet stays at the end. @param {Message[]} messages */
  take(messages) {
    const unsent = [...this.list.children].filter((item) => item instanceof HTMLElement && !item.dataset.id && item.dataset.role);
    const items = [];
    let step = "";
    for (const message of messages) {
      if (message.step !== step) items.push(this.#heading(message.step));
      step = message.step;
      const view = this.#views.get(message.id) ?? new MessageView(message.role === "user" ? "user" : "assistant");
      this.#views.set(message.id, view);
      view.take(message);
      items.push(view.element);
    }
    this.#arrange([...items, ...unsent]);
  }

  /** Moves only what isn't in its place, so that nothing that is read or selected is touched. @param {Element[]} items */
  #arrange(items) {
    const kept = new Set(items);
    for (const child of [...this.list.children]) if (!kept.has(child)) child.remove();
    items.forEach((item, index) => {
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
  }

  /** @param {string} step */
  #heading(step) {
    const known = this.list.querySelector(`[data-heading="${CSS.escape(step)}"]`);
    return known ?? el("li", { class: "step-heading", "data-heading": step },
      el("h2", { text: `${STEPS.indexOf(step) + 1} · ${stepName(step)}` }));
  }
}
