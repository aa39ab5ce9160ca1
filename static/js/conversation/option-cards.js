/** The ways on that a reply has listed, as cards to pick from. */

import { button, el } from "../lib/dom.js";
import { t } from "../lib/words.js";

/** @typedef {{title: string, pros: string[], cons: string[], effort: "low" | "medium" | "high"}} Option */

/** @param {string} effort */
const effortSentence = (effort) =>
  ({ low: t("Little effort"), medium: t("Some effort"), high: t("Much effort") })[effort] ?? effort;

/** @param {string} title @param {string[]} points @param {string} kind */
const points = (title, points, kind) =>
  points.length > 0 && el("div", { class: `points ${kind}` },
    el("h4", { text: title }), el("ul", {}, ...points.map((point) => el("li", { text: point }))));

/**
 * @param {Option[]} options @param {(sentence: string) => void} pick gets what the person says by picking
 * @returns {HTMLElement}
 */
export function optionCards(options, pick) {
  const cards = options.map((option, index) =>
    el("li", { class: "card option", "aria-labelledby": `option-${index}` },
      el("h3", { id: `option-${index}`, text: option.title }),
      el("p", {}, el("span", { class: "badge", text: effortSentence(option.effort) })),
      points(t("Speaks for it"), option.pros, "pros"),
      points(t("Speaks against it"), option.cons, "cons"),
      pickButton(option, pick)));
  return el("section", { class: "options", "aria-label": t("Ways on") },
    el("h2", { class: "visually-hidden", text: t("Ways on") }), el("ul", {}, ...cards));
}

/** @param {Option} option @param {(sentence: string) => void} pick */
function pickButton(option, pick) {
  const made = button(t("Take this one"), () => pick(t("I would like to go with: {title}", { title: option.title })));
  made.append(el("span", { class: "visually-hidden", text: `: ${option.title}` }));
  return made;
}
