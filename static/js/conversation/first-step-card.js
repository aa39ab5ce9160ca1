/** The first step, in the person's own words, and the time of its reminder, in their own time zone. */

import { ask, patch } from "../lib/api.js";
import { button, el } from "../lib/dom.js";
import { sentenceOf } from "../lib/sentences.js";
import { momentOf, t } from "../lib/words.js";

const LONGEST = 1000;

/** @param {Date} date @returns {string} as an input of the type datetime-local has it: local, to the minute */
export function localInput(date) {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** @returns {Date} tomorrow at nine */
function tomorrow() {
  const date = new Date();
  date.setDate(date.getDate() + 1);
  date.setHours(9, 0, 0, 0);
  return date;
}

/**
 * @param {{id: string, first_step: {action: string, when: string} | null, first_step_action: string,
 *   reminder_time: string | null}} session
 * @param {() => void} changed called after something was stored
 * @returns {HTMLElement}
 */
export function firstStepCard(session, changed) {
  const action = el("textarea", { id: "step-action", rows: "2", maxlength: LONGEST });
  action.value = session.first_step_action || session.first_step?.action || "";
  const time = el("input", { id: "step-time", type: "datetime-local", min: localInput(new Date()),
    "aria-describedby": "step-zone" });
  time.value = localInput(session.reminder_time ? new Date(session.reminder_time) : tomorrow());
  const said = el("p", { class: "notice", role: "status", hidden: true });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");

  /** @param {string | null} reminder */
  const keep = async (reminder) => {
    try {
      const first_step_action = action.value.trim();
      await patch(`/sessions/${session.id}`, { first_step_action, reminder_time: reminder });
      Object.assign(session, { first_step_action, reminder_time: reminder });
      tell(said, "good", reminder ? t("Kept. You'll get a mail on {moment}.", { moment: momentOf(reminder) })
        : t("Kept, without a reminder."));
      if (reminder) await offerReminders(said);
      changed();
    } catch (error) {
      tell(said, "bad", sentenceOf(error));
    }
  };
  const remind = () => {
    const chosen = new Date(time.value);
    if (!(chosen.getTime() > Date.now())) {
      tell(said, "warn", t("Please choose a time that is still to come."));
      time.focus();
      return;
    }
    keep(chosen.toISOString());
  };
  if (session.reminder_time) tell(said, "good", t("You'll get a mail on {moment}.", { moment: momentOf(session.reminder_time) }));
  return el("section", { class: "card first-step", "aria-labelledby": "step-title" },
    el("h2", { id: "step-title", text: t("Your first step") }),
    el("div", { class: "field" }, el("label", { for: "step-action", text: t("What you will do") }), action,
      session.first_step?.when && el("p", { class: "hint", text: t("When: {when}", { when: session.first_step.when }) })),
    el("div", { class: "field" }, el("label", { for: "step-time", text: t("Remind me by mail") }),
      el("p", { class: "hint", id: "step-zone", text: t("In your time zone, {zone}. The mail doesn't say what the step is.", { zone }) }), time),
    el("p", { class: "actions" },
      button(t("Keep it and remind me"), remind, "primary"), button(t("Keep it without a reminder"), () => keep(null))),
    said);
}

/** @param {HTMLElement} place @param {string} kind @param {string} sentence */
function tell(place, kind, sentence) {
  place.dataset.kind = kind;
  place.textContent = sentence;
  place.hidden = false;
}

/** Says so when the person has switched reminders off, and lets them switch them on. @param {HTMLElement} place */
async function offerReminders(place) {
  const { enabled } = await ask("/reminders");
  if (enabled) return;
  place.dataset.kind = "warn";
  const on = button(t("Switch reminders on"), async () => {
    await patch("/reminders", { enabled: true });
    tell(place, "good", t("Reminders are on."));
  });
  place.replaceChildren(t("Kept. You have switched reminder mails off, so none would come."), " ", on);
}
