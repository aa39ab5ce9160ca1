/** Helplines, kept on the screen once a message has given cause for them. They work without a network. */

import { byId, el } from "../lib/dom.js";
import { helplines, lineItem } from "../lib/helplines.js";
import { readPrivate, writePrivate } from "../lib/storage.js";
import { t } from "../lib/words.js";

const SHOWN = 2;

export class CrisisPanel {
  /** @param {string} sessionId */
  constructor(sessionId) {
    this.name = `help:${sessionId}`;
    this.panel = byId("crisis");
    const kept = readPrivate(this.name);
    if (kept) this.#show(JSON.parse(kept));
  }

  /** @param {{resources?: Record<string, string>, blocked?: boolean}} done the event's data */
  hear({ resources, blocked = false }) {
    if (!resources) return;
    const help = { resources, blocked };
    writePrivate(this.name, JSON.stringify(help));
    this.#show(help);
    if (blocked) this.panel.focus({ preventScroll: true });
  }

  /** @param {{resources: Record<string, string>, blocked: boolean}} help */
  #show({ resources, blocked }) {
    const { near, others } = helplines(resources);
    const first = near.slice(0, SHOWN);
    const rest = [...near.slice(SHOWN), ...others];
    this.panel.dataset.kind = blocked ? "acute" : "concern";
    this.panel.replaceChildren(
      el("h2", { id: "crisis-title", text: blocked ? t("You don't have to carry this alone") : t("If it gets heavier") }),
      el("p", { text: blocked
        ? t("People are there to listen, right now. In danger, call your local emergency number first.")
        : t("These people listen, at any hour. You need no special reason to call.") }),
      el("ul", { class: "lines" }, ...first.map(lineItem)),
      el("details", {},
        el("summary", { text: t("More helplines, other countries") }),
        el("ul", { class: "lines" }, ...rest.map(lineItem))),
    );
    this.panel.hidden = false;
  }
}
