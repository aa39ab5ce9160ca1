/**
 * What this browser keeps. Private entries (drafts, what is on its way) go when the person signs out; the
 * others are settings of the device. A browser that keeps nothing (private mode, full) loses comfort only.
 */

const PRIVATE = "private:";

/** @param {string} name @returns {string | null} */
export function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string | null} value null removes it. */
export function write(name, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Nothing can be kept here.
  }
}

/** @param {string} name @returns {string | null} */
export const readPrivate = (name) => read(PRIVATE + name);

/** @param {string} name @param {string | null} value */
export const writePrivate = (name, value) => write(PRIVATE + name, value);

/** Forgets every private entry. */
export function forgetPrivate() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PRIVATE));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // Nothing was kept here.
  }
}
