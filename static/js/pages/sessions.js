/** The list of a person's sessions. */

import { ask, remove } from "../lib/api.js";
import { button, byId, el } from "../lib/dom.js";
import { startSession } from "../lib/new-session.js";
import { busy, tell, tellError, untell } from "../lib/notice.js";
import { STEPS, stepName } from "../lib/steps.js";
import { agoOf, t, tn } from "../lib/words.js";

const PAGE = 20;
const list = byId("list");
const more = byId("more");
const filter = byId("filter");
const dialog = byId("confirm");

/** Counts the loads: the answer to an older one is thrown away. */
let generation = 0;
let offset = 0;
let total = 0;

/** @typedef {{id: string, status: string, current_step: string, created_at: string, title?: string}} Session */

async function load(isFirst = true) {
  generation += 1;
  const mine = generation;
  if (isFirst) offset = 0;
  const query = new URLSearchParams({ limit: String(PAGE), offset: String(offset) });
  for (const name of ["q", "status"]) if (filter.elements[name].value.trim()) query.set(name, filter.elements[name].value.trim());
  const page = await ask(`/sessions?${query}`);
  if (mine !== generation) return;
  if (isFirst) list.replaceChildren();
  list.append(...page.sessions.map(item));
  list.removeAttribute("aria-busy");
  offset += page.sessions.length;
  total = page.total;
  show(query.has("q") || query.has("status"));
}

/** @param {boolean} isFiltered */
function show(isFiltered) {
  more.hidden = offset >= total;
  filter.hidden = total === 0 && !isFiltered;
  byId("count").textContent = total ? tn("{count} session", "{count} sessions", total) : isFiltered ? t("Nothing found.") : "";
  const empty = byId("empty");
  empty.hidden = total > 0;
  if (total > 0) return;
  const words = isFiltered
    ? [el("p", { text: t("No session has all these words. Try fewer or other ones.") })]
    : [el("h2", { text: t("Nothing here yet") }),
       el("p", { text: t("A session takes about fifteen minutes. Write what is on your mind; the rest follows.") })];
  empty.replaceChildren(...words);
}

/** @param {Session} session @returns {HTMLLIElement} */
function item(session) {
  const at = session.status === "completed" ? STEPS.length : STEPS.indexOf(session.current_step) + 1;
  const pips = el("span", { class: "pips", "aria-hidden": "true" },
    ...STEPS.map((_, index) => el("i", { "data-done": index < at })));
  const state = session.status === "completed" ? t("Finished")
    : t("Step {number} of 5: {name}", { number: at, name: stepName(session.current_step) });
  const title = session.title || t("Not begun yet");
  return el("li", { "data-id": session.id },
    el("a", { href: `/app/sessions/${session.id}` },
      el("span", { class: "title", text: title }),
      el("span", { class: "soft small" }, pips, `${state} · ${agoOf(session.created_at)}`)),
    el("button", {
      type: "button", class: "button quiet", "aria-label": t("Delete “{title}”", { title }),
      onclick: (/** @type {Event} */ event) => confirmDeletion(session, /** @type {HTMLElement} */ (event.currentTarget)),
    }, trash()));
}

function trash() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5");
  for (const [name, value] of Object.entries({ fill: "none", stroke: "currentColor", "stroke-width": "1.700", "stroke-linecap": "round" })) {
    path.setAttribute(name, value);
  }
  svg.append(path);
  return svg;
}

/** @param {Session} session @param {HTMLElement} opener */
function confirmDeletion(session, opener) {
  dialog.returnValue = "no";
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") {
      opener.focus();
      return;
    }
    try {
      await remove(`/sessions/${session.id}`);
      await load();
      tell(t("The session is deleted."));
    } catch (error) {
      tellError(error);
    }
  }, { once: true });
  dialog.showModal();
}

/** @param {any} error QUOTA_EXCEEDED */
function explainQuota(error) {
  const { used, limit, tier } = error.params;
  const sentence = tier === "free"
    ? tn("The free plan has {count} session to try Solacore out, and you have used it.",
         "The free plan has {count} sessions to try Solacore out, and you have used all of them.", limit)
    : tn("Your plan has {count} session in this period, and you have used it.",
         "Your plan has {count} sessions in this period, and you have used all of them.", limit, { used });
  byId("quota-text").textContent = sentence;
  byId("quota").hidden = false;
  byId("quota").focus();
}

byId("new").addEventListener("click", () =>
  busy(byId("new"), async () => {
    untell();
    await startSession().catch((error) => {
      if (error.code !== "QUOTA_EXCEEDED") throw error;
      explainQuota(error);
    });
  }),
);
more.addEventListener("click", () => busy(more, () => load(false)));
filter.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
filter.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => load().catch(tellError), 300);
});
load().catch((error) => {
  list.removeAttribute("aria-busy");
  tellError(error);
  byId("empty").hidden = false;
  byId("empty").replaceChildren(button(t("Try again"), () => location.reload()));
});
