/** The five steps, in order, and what people call them. */

import { t } from "./words.js";

export const STEPS = ["receive", "clarify", "reframe", "options", "commit"];

/** @param {string} step @returns {string} */
export function stepName(step) {
  const names = [t("Receive"), t("Clarify"), t("Reframe"), t("Options"), t("Commit")];
  return names[STEPS.indexOf(step)] ?? step;
}
