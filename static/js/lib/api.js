/**
 * The client of our public API: cookies, same origin.
 *
 * A write carries the CSRF token. A request that finds the access token expired waits for a new one and is sent
 * again, once, so that none is lost. When the sign-in has ended, the person is led to the sign-in page.
 */

import { ApiError } from "./api-error.js";
import { currentFingerprint } from "./device.js";
import { refreshOnce } from "./refresh.js";
import { leave } from "./sign-out.js";

const SAFE = new Set(["GET", "HEAD"]);

/** @param {string} name @returns {string} */
function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/**
 * @typedef {object} Options
 * @property {string} [method]
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 * @property {boolean} [isPublic] whether nobody needs to be signed in, so that a 401 means what it says
 */

/** @param {string} path @param {Options} options @returns {Promise<Response>} */
function fetchOnce(path, { method = "GET", body, headers = {}, signal }) {
  /** @type {Record<string, string>} */
  const sent = { Accept: "application/json", "X-Device-Fingerprint": currentFingerprint(), ...headers };
  if (body !== undefined) sent["Content-Type"] = "application/json";
  if (!SAFE.has(method)) sent["X-CSRF-Token"] = cookie("csrf_token");
  const init = { method, headers: sent, signal, body: body === undefined ? undefined : JSON.stringify(body) };
  return fetch(path, init).catch((error) => {
    if (signal?.aborted) throw error;
    throw ApiError.offline();
  });
}

/**
 * Sends a request and answers with its response, which is a success.
 * @param {string} path @param {Options} [options] @returns {Promise<Response>}
 * @throws {ApiError}
 */
export async function request(path, options = {}) {
  const repaired = new Set();
  for (;;) {
    const response = await fetchOnce(path, options);
    if (response.ok) return response;
    const error = await ApiError.of(response);
    const repair = repairOf(error, options);
    if (!repair || repaired.has(error.code)) throw error;
    repaired.add(error.code);
    if (!(await repair())) {
      leave("ended");
      throw error;
    }
  }
}

/** What makes the same request work: it answers whether there is still a sign-in.
 * @param {ApiError} error @param {Options} options
 * @returns {(() => Promise<boolean>) | null}
 */
function repairOf(error, options) {
  if (error.code === "CSRF_TOKEN_INVALID" || error.code === "CSRF_TOKEN_MISSING") {
    return async () => (await fetchOnce("/auth/csrf", {})).ok;
  }
  // A sign-in that was ended may have been followed by another one in this browser; if not, a refresh that fails
  // takes its cookies away.
  const mayGoOn = error.code === "INVALID_TOKEN" || error.code === "SESSION_REVOKED";
  return mayGoOn && !options.isPublic ? refreshOnce : null;
}

/** @param {string} path @param {Options} [options] @returns {Promise<any>} the JSON of the answer, null when empty */
export async function ask(path, options = {}) {
  const response = await request(path, options);
  return response.status === 204 ? null : response.json();
}

/** @param {string} path @param {unknown} [body] @param {Options} [options] */
export const post = (path, body = {}, options = {}) => ask(path, { ...options, method: "POST", body });

/** @param {string} path @param {unknown} body */
export const patch = (path, body) => ask(path, { method: "PATCH", body });

/** @param {string} path */
export const remove = (path) => ask(path, { method: "DELETE" });
