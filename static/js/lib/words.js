/** The words of the interface, and dates and numbers as the reader's language has them. */

import { pageData } from "./page-data.js";

/** @param {string} sentence @param {Record<string, unknown>} values @returns {string} */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * A sentence in the page's language. tools/messages.py finds its English, which must be a literal in double quotes.
 * @param {string} english @param {Record<string, unknown>} [values] for its {names} @returns {string}
 */
export function t(english, values = {}) {
  const found = pageData.catalogue[english];
  return fill(typeof found === "string" && found ? found : english, values);
}

/**
 * A sentence that depends on a number, which is its {count}.
 * @param {string} one @param {string} many @param {number} count @param {Record<string, unknown>} [values]
 */
export function tn(one, many, count, values = {}) {
  const forms = pageData.catalogue[one];
  const english = count === 1 ? one : many;
  const form = Array.isArray(forms) ? forms[forms.length > 1 && count !== 1 ? 1 : 0] : null;
  return fill(form || english, { count: numberOf(count), ...values });
}

/** The language for Intl: the reader's own variant of the page's language where the browser names one. */
export const intlLocale =
  (globalThis.navigator?.languages ?? []).find((tag) => tag.slice(0, 2) === pageData.locale) ?? pageData.language;

/** @param {number} number */
export const numberOf = (number) => new Intl.NumberFormat(intlLocale).format(number);

/** @param {string | Date} when @returns {string} such as "23 November 2026" */
export const dayOf = (when) => new Intl.DateTimeFormat(intlLocale, { dateStyle: "long" }).format(new Date(when));

/** @param {string | Date} when @returns {string} day and time in the reader's time zone */
export const momentOf = (when) =>
  new Intl.DateTimeFormat(intlLocale, { dateStyle: "full", timeStyle: "short" }).format(new Date(when));

/** @param {string} code ISO 3166-1 alpha-2 @returns {string} */
export function countryOf(code) {
  if (code === "ZZ") return t("Any country");
  return new Intl.DisplayNames([pageData.language], { type: "region", fallback: "code" }).of(code) ?? code;
}

const UNITS = /** @type {const} */ ([["day", 86_400], ["hour", 3_600], ["minute", 60]]);

/** @param {string | Date} when @returns {string} such as "3 hours ago" */
export function agoOf(when) {
  const seconds = (new Date(when).getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > 30 * 86_400) return dayOf(when);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(intlLocale, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
