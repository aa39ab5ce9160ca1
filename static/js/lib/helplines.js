/** Helplines, the nearest first. All of it works without a network: the data stands in the page. */

import { el } from "./dom.js";
import { jsonOf, pageData } from "./page-data.js";
import { countryOf, t } from "./words.js";

/**
 * @typedef {object} Line
 * @property {string} key @property {string} country @property {string} name
 * @property {string} number to dial, or an address @property {string} hours in English
 */

/** @type {{lines: Line[], zones: Record<string, string>, europeanUnion: string[]}} */
const data = jsonOf("helpline-data") ?? { lines: [], zones: {}, europeanUnion: [] };

/** @returns {string} where this browser is: by its time zone, else by its languages; "" when neither tells */
export function homeCountry() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const regions = navigator.languages.map((tag) => /-([A-Z]{2})\b/.exec(tag)?.[1]).filter(Boolean);
  return data.zones[zone] ?? regions[0] ?? "";
}

/**
 * @param {Record<string, string> | null} [resources] number by key, as the server has ordered them
 * @returns {{near: Line[], others: Line[]}}
 */
export function helplines(resources = null) {
  const known = new Map(data.lines.map((line) => [line.key, line]));
  const keys = resources ? Object.keys(resources) : data.lines.map((line) => line.key);
  const lines = keys.map((key) => known.get(key) ?? unknownLine(key, resources?.[key] ?? ""));
  const home = homeCountry();
  const countries = data.europeanUnion.includes(home) ? [home, "EU", "ZZ"] : [home, "ZZ"];
  const near = countries.flatMap((country) => lines.filter((line) => line.country === country));
  return { near, others: lines.filter((line) => !near.includes(line)) };
}

/** @param {string} key @param {string} number @returns {Line} */
const unknownLine = (key, number) => ({ key, country: key === "WORLD" ? "ZZ" : key.slice(0, 2), name: "", number, hours: "" });

/** @param {Line} line @returns {HTMLAnchorElement} what calls the line, or opens its page */
export function callLink(line) {
  if (/^https:\/\//.test(line.number)) {
    const host = line.number.replace(/^https:\/\//, "");
    return el("a", { class: "button", href: line.number, target: "_blank", rel: "noopener noreferrer", text: host });
  }
  const dialled = line.number.replace(/\s*\([^)]*\p{L}[^)]*\)/u, "").replace(/[^\d*#+]/g, "");
  return el("a", {
    class: "button primary call",
    href: `tel:${dialled}`,
    "aria-label": t("Call {number}, {name}", { number: line.number, name: line.name || countryOf(line.country) }),
    text: line.number,
  });
}

/** @param {Line} line @returns {HTMLLIElement} */
export function lineItem(line) {
  // The data has the hours in English; "24/7" is understood everywhere.
  const hours = pageData.locale === "en" ? line.hours : (/^24\/7/.exec(line.hours)?.[0] ?? "");
  return el("li", {},
    el("div", {}, el("strong", { text: countryOf(line.country) }), el("br"), line.name,
      hours && el("span", { class: "soft small", text: ` · ${hours}` })),
    callLink(line));
}
