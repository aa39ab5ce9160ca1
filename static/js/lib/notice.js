/** The page's one place for messages. */

import { byId, el } from "./dom.js";
import { sentenceOf } from "./sentences.js";

/** @returns {HTMLElement} where messages stand; a page without a place for them gets one */
function place() {
  const known = byId("notice");
  if (known) return known;
  const made = el("div", { id: "notice", class: "notice", role: "status", tabindex: -1 });
  byId("main").prepend(made);
  return made;
}

/** @param {string} sentence @param {"good" | "warn" | "bad"} [kind] */
export function tell(sentence, kind = "good") {
  const notice = place();
  notice.dataset.kind = kind;
  notice.textContent = sentence;
  notice.hidden = false;
  notice.focus({ preventScroll: true });
  notice.scrollIntoView({ block: "nearest" });
}

/** @param {unknown} error */
export const tellError = (error) => tell(sentenceOf(error), "bad");

/** Takes the message away. */
export function untell() {
  place().hidden = true;
}

/**
 * Runs an action of a button: once at a time, and an error becomes a sentence.
 * @param {HTMLButtonElement} button @param {() => Promise<unknown>} act
 */
export async function busy(button, act) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await act();
  } catch (error) {
    tellError(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
