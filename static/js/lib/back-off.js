/** Waiting before the next attempt: longer each time, never while offline, and shorter when something changes. */

const LONGEST = 30_000;

/** @param {number} attempt from 0 @returns {number} milliseconds, with some chance in it */
export const pauseOf = (attempt) => Math.min(LONGEST, 500 * 2 ** attempt) * (0.75 + Math.random() / 2);

/**
 * Ends after some time, as soon as the network comes back, or when the person looks at the page again.
 * @param {number} milliseconds @param {AbortSignal} signal
 */
export async function waitToRetry(milliseconds, signal) {
  await new Promise((resolve) => {
    const listening = new AbortController();
    const end = () => {
      if (!navigator.onLine && !signal.aborted) return;
      clearTimeout(timer);
      listening.abort();
      resolve(null);
    };
    const timer = setTimeout(end, milliseconds);
    const options = { signal: listening.signal };
    addEventListener("online", end, options);
    signal.addEventListener("abort", end, options);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") end();
    }, options);
  });
}
