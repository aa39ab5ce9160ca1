/** The language of the pages, kept in a cookie that the server reads (solacore/common/page_languages.py). */

import { pageData } from "./page-data.js";

const YEAR = 365 * 86_400;

/** @returns {boolean} whether a language was chosen on this browser */
export const isChosen = () => /(?:^|; )language=/.test(document.cookie);

/** @param {string} language */
export function choose(language) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `language=${language}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

/** Takes over the language of the person who signs in, unless one was chosen here.
 * @param {string} locale of their account
 */
export function takeOver(locale) {
  if (!isChosen()) choose(locale === "zh" ? "zh-hans" : locale);
}

/** What the API calls the page's language. */
export const locale = pageData.locale;
