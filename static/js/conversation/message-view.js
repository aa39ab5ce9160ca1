/** One message on the screen. */

import { button, el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { MarkdownView } from "./markdown.js";

/** @typedef {{id: string, role: string, content: string, step: string, status: string}} Message */

export class MessageView {
  #text = "";
  #frame = 0;
  /** @type {MarkdownView | null} */
  #markdown;

  /** @param {"user" | "assistant"} role */
  constructor(role) {
    this.role = role;
    /** @type {string | null} */
    this.id = null;
    this.step = "";
    this.status = "complete";
    this.body = el("div", { class: "message-text" });
    this.note = el("p", { class: "message-note", hidden: true });
    const speaker = el("p", { class: "visually-hidden", text: role === "user" ? t("You:") : t("Solacore:") });
    this.element = el("li", { class: "message", "data-role": role }, speaker, this.body, this.note);
    this.#markdown = role === "assistant" ? new MarkdownView(this.body) : null;
  }

  /** The text as far as it is known. */
  get text() {
    return this.#text;
  }

  /** @param {Message} message as it is stored */
  take(message) {
    this.id = message.id;
    this.step = message.step;
    this.element.dataset.id = message.id;
    this.setText(message.content);
    this.setStatus(message.status);
  }

  /** Shows a text that is being received again from its beginning: never less than was there already.
   * @param {string} text
   */
  grow(text) {
    if (text.length > this.#text.length || !this.#text.startsWith(text)) this.setText(text);
  }

  /** @param {string} text */
  setText(text) {
    if (text === this.#text) return;
    this.#text = text;
    if (!this.#markdown) this.body.textContent = text;
    else if (!this.#frame) {
      // At most once a frame, however fast the tokens come.
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#markdown?.show(this.#text);
      });
    }
  }

  /**
   * @param {string} status of the message, or "sending"
   * @param {string} [sentence] what to say of it @param {(() => void) | null} [again] what "Try again" does
   */
  setStatus(status, sentence = "", again = null) {
    this.status = status;
    this.element.dataset.status = status;
    const said = sentence || statusSentence(status);
    this.note.hidden = !said;
    this.note.replaceChildren(said);
    if (again) this.note.append(" ", button(t("Try again"), again, "small"));
  }
}

/** @param {string} status @returns {string} */
function statusSentence(status) {
  if (status === "stopped") return t("You stopped this reply.");
  if (status === "interrupted") return t("This reply was interrupted. Write again to go on.");
  if (status === "failed") return t("This reply broke off. Write again to go on.");
  return "";
}
