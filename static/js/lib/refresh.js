/**
 * A new pair of tokens, fetched once however many requests and tabs have noticed that the old one has expired.
 *
 * A refresh token works once; another tab may have used it already, which the time of its refresh tells.
 */

import { ApiError } from "./api-error.js";
import { read, write } from "./storage.js";

const REFRESHED_AT = "refreshed-at";

/** @type {Promise<boolean> | null} */
let running = null;

/**
 * @param {number} since when the request was sent that found its token expired (ms since 1970)
 * @returns {Promise<boolean>} whether there is a sign-in; false when it has ended
 * @throws {ApiError} when the server can't be asked
 */
export function refreshOnce(since) {
  running ??= withLock(() => refreshUnlessDone(since)).finally(() => {
    running = null;
  });
  return running;
}

/** @param {() => Promise<boolean>} work @returns {Promise<boolean>} */
function withLock(work) {
  // Web Locks need https or localhost. Without them the server's ten seconds of grace cover two tabs.
  return navigator.locks ? navigator.locks.request("solacore-refresh", work) : work();
}

/** @param {number} since */
async function refreshUnlessDone(since) {
  if (Number(read(REFRESHED_AT)) >= since) return true;
  const response = await fetch("/auth/refresh", { method: "POST" }).catch(() => {
    throw ApiError.offline();
  });
  if (response.ok) {
    write(REFRESHED_AT, String(Date.now()));
    return true;
  }
  if (response.status === 401) return false;
  throw await ApiError.of(response);
}
