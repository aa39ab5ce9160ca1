/**
 * A new pair of tokens, fetched once however many requests and tabs have noticed that the old one has expired.
 *
 * A refresh token works once. Another tab may have used it already: under the lock that is asked of the server, because
 * what tabs tell each other may arrive late.
 */

import { ApiError } from "./api-error.js";

/** @type {Promise<boolean> | null} */
let running = null;

/**
 * @returns {Promise<boolean>} whether there is a sign-in; false when it has ended
 * @throws {ApiError} when the server can't be asked
 */
export function refreshOnce() {
  running ??= withLock(refreshUnlessDone).finally(() => {
    running = null;
  });
  return running;
}

/** @param {() => Promise<boolean>} work @returns {Promise<boolean>} */
function withLock(work) {
  // Web Locks need https or localhost. Without them the server's ten seconds of grace cover two tabs.
  return navigator.locks ? navigator.locks.request("solacore-refresh", work) : work();
}

async function refreshUnlessDone() {
  return (await isSignedIn("/auth/me", "GET")) || isSignedIn("/auth/refresh", "POST");
}

/** @param {string} path @param {string} method @returns {Promise<boolean>} false for a 401 */
async function isSignedIn(path, method) {
  const response = await fetch(path, { method }).catch(() => {
    throw ApiError.offline();
  });
  if (response.ok || response.status === 401) return response.ok;
  throw await ApiError.of(response);
}
