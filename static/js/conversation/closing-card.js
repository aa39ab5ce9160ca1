/** The end of a session: what to take along, and where to go from here. */

import { download } from "../lib/downloads.js";
import { button, el } from "../lib/dom.js";
import { startSession } from "../lib/new-session.js";
import { sentenceOf } from "../lib/sentences.js";
import { dayOf, momentOf, t } from "../lib/words.js";

/**
 * @param {any} session as GET /sessions/{id} has it @param {string} beginning the person's first message
 * @returns {HTMLElement}
 */
export function closingCard(session, beginning) {
  const said = el("p", { class: "notice", "data-kind": "bad", role: "alert", hidden: true });
  const guarded = (/** @type {() => Promise<unknown>} */ act) => () =>
    act().catch((error) => {
      said.textContent = sentenceOf(error);
      said.hidden = false;
    });
  /** @param {string} name @param {string | null | undefined} value */
  const fact = (name, value) => (value ? [el("dt", { text: name }), el("dd", { text: value })] : []);
  return el("section", { class: "card closing", "aria-labelledby": "closing-title" },
    el("h2", { id: "closing-title", text: t("You have come all the way through") }),
    el("p", { text: t("This session is finished. It stays here for you to read; here is what you take along.") }),
    el("dl", {},
      ...fact(t("Where you began"), beginning),
      ...fact(t("Your first step"), session.first_step_action || session.first_step?.action),
      ...fact(t("Reminder"), session.reminder_time && momentOf(session.reminder_time)),
      ...fact(t("Finished on"), session.completed_at && dayOf(session.completed_at))),
    el("p", { class: "actions" },
      button(t("Keep a copy"), guarded(() => download(`/sessions/${session.id}/export?format=markdown`, "session.md")), "primary"),
      button(t("New session"), guarded(startSession)),
      el("a", { class: "button quiet", href: "/app", text: t("Your sessions") })),
    said);
}
