/** The five steps at the top of the page. */

import { byId } from "../lib/dom.js";
import { STEPS } from "../lib/steps.js";

/** @param {{current_step: string, status: string}} session */
export function showProgress(session) {
  const at = session.status === "completed" ? STEPS.length : STEPS.indexOf(session.current_step);
  [...byId("steps").children].forEach((item, index) => {
    item.dataset.state = index < at ? "done" : index === at ? "now" : "next";
    if (index === at) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
}
