/** What the server has put into the page: language, translations and switches. */

/**
 * @typedef {object} PageData
 * @property {string} language of the page: en, es or zh-hans
 * @property {string} locale what the API calls it: en, es or zh
 * @property {Record<string, string | string[]>} catalogue translations by their English
 * @property {boolean} builtInGuide
 * @property {boolean} paymentsEnabled
 * @property {boolean} betaMode
 */

/** @param {string} id of a JSON script element @returns {any} */
export function jsonOf(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent ?? "null") : null;
}

/** @type {PageData} */
export const pageData = jsonOf("page-data") ?? {
  language: "en",
  locale: "en",
  catalogue: {},
  builtInGuide: false,
  paymentsEnabled: false,
  betaMode: false,
};
