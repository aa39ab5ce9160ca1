/** What stands below the conversation: options, the first step, the end, or a way on after a broken reply. */

import { button, el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { closingCard } from "./closing-card.js";
import { firstStepCard } from "./first-step-card.js";
import { optionCards } from "./option-cards.js";

/**
 * @param {HTMLElement} place
 * @param {any} session with its messages, as it is stored
 * @param {{pick: (sentence: string) => void, again: (text: string) => void}} actions
 */
export function showCards(place, session, actions) {
  const last = session.messages.at(-1);
  const isOver = session.status === "completed";
  if (isOver || (session.first_step && last?.step === "commit")) {
    // What is being edited stays as it is.
    if (place.dataset.shows === `end-${session.status}`) return;
    place.dataset.shows = `end-${session.status}`;
    place.replaceChildren(...endCards(session));
    return;
  }
  place.dataset.shows = "";
  const cards = [];
  if (["failed", "interrupted"].includes(last?.status)) cards.push(againCard(session, actions.again));
  if (session.options && last?.step === "options" && last.status === "complete") {
    cards.push(optionCards(session.options, actions.pick));
  }
  place.replaceChildren(...cards);
}

/** @param {any} session */
function endCards(session) {
  const beginning = session.messages.find((/** @type {any} */ message) => message.role === "user")?.content ?? "";
  const closing = el("div", {});
  const showClosing = () => {
    if (session.status === "completed") closing.replaceChildren(closingCard(session, beginning));
  };
  showClosing();
  return [firstStepCard(session, showClosing), closing];
}

/** @param {any} session @param {(text: string) => void} again */
function againCard(session, again) {
  const said = session.messages.findLast((/** @type {any} */ message) => message.role === "user")?.content ?? "";
  return el("p", { class: "again" }, button(t("Ask again"), () => again(said)));
}
