/** Where the person writes. What they write is kept on this device until it is sent. */

import { byId } from "../lib/dom.js";
import { readPrivate, writePrivate } from "../lib/storage.js";
import { numberOf, t } from "../lib/words.js";

const MOST = 4000;
const WARN_FROM = 3600;

export class Composer {
  #name;
  #isRunning = false;

  /** @param {string} sessionId @param {{send: (text: string) => void, stop: () => void}} actions */
  constructor(sessionId, actions) {
    this.#name = `draft:${sessionId}`;
    this.actions = actions;
    this.form = byId("composer");
    /** @type {HTMLTextAreaElement} */
    this.field = byId("text");
    this.field.value = readPrivate(this.#name) ?? "";
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("stop").addEventListener("click", () => actions.stop());
    this.#changed();
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.form.hidden = !isShown;
    byId("composer-hint").hidden = !isShown;
    this.#fit();
  }

  /** @param {boolean} isRunning whether a reply is being written */
  setRunning(isRunning) {
    const hadFocus = this.form.contains(document.activeElement);
    this.#isRunning = isRunning;
    byId("send").hidden = isRunning;
    byId("stop").hidden = !isRunning;
    if (hadFocus && document.activeElement === document.body) this.field.focus();
  }

  /** @param {string} text takes the place of what is there */
  fill(text) {
    this.field.value = text;
    this.#changed();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  /** Gives a text back that couldn't be sent, before whatever was written since. @param {string} text */
  giveBack(text) {
    const since = this.field.value;
    this.field.value = since && since !== text ? `${text}\n\n${since}` : text;
    this.#changed();
  }

  #submit() {
    const text = this.field.value;
    if (this.#isRunning || !text.trim() || text.length > MOST) {
      this.field.focus();
      return;
    }
    this.field.value = "";
    this.#changed();
    this.field.focus();
    this.actions.send(text);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // With a finger there is no Shift: Enter is a new line there. While characters are composed it ends that.
    const isTyped = matchMedia("(pointer: fine)").matches && !event.isComposing && event.keyCode !== 229;
    if (event.key !== "Enter" || event.shiftKey || !isTyped) return;
    event.preventDefault();
    this.#submit();
  }

  #changed() {
    const { value } = this.field;
    writePrivate(this.#name, value);
    const counter = byId("counter");
    const isTooLong = value.length > MOST;
    counter.textContent = value.length < WARN_FROM ? ""
      : t("{count} of {most} characters.", { count: numberOf(value.length), most: numberOf(MOST) }) + " ";
    this.field.toggleAttribute("aria-invalid", isTooLong);
    if (isTooLong) this.field.setAttribute("aria-invalid", "true");
    this.#fit();
  }

  /** As high as its text; the style limits it. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
