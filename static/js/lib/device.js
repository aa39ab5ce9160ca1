/**
 * The fingerprint of this device: a random name, made here and told to nobody else.
 *
 * A fingerprint belongs to one account, so each account that signs in from this browser gets one of its own, the
 * same every time. It isn't derived from the browser.
 */

import { read, write } from "./storage.js";

const SECRET = "device";
const CURRENT = "fingerprint";

/** @param {number} bytes @returns {string} random, in hex; crypto.randomUUID needs https */
export function randomId(bytes = 16) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text @returns {string} FNV-1a: it tells accounts apart, and need not be secret */
function shortHash(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

function secret() {
  const known = read(SECRET);
  if (known) return known;
  const made = randomId();
  write(SECRET, made);
  return read(SECRET) ?? made;
}

/** @param {string} account an address, "" for the shared one @returns {string} its fingerprint here */
export function fingerprintFor(account) {
  return `web-${secret()}-${shortHash(account.trim().toLowerCase())}`;
}

/** @param {string} fingerprint of the account that is signed in now */
export const keepFingerprint = (fingerprint) => write(CURRENT, fingerprint);

/** @returns {string} of the account that is signed in now */
export const currentFingerprint = () => read(CURRENT) ?? fingerprintFor("");

const BROWSERS = /** @type {const} */ ([[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]]);
const SYSTEMS = /** @type {const} */ ([[/iPhone/, "iPhone"], [/iPad/, "iPad"], [/Android/, "Android"],
  [/Windows/, "Windows"], [/Mac OS X/, "Mac"], [/CrOS/, "ChromeOS"], [/Linux/, "Linux"]]);

/** @returns {string} what a person calls this device, such as "Firefox, Windows" */
export function deviceName() {
  const agent = navigator.userAgent;
  const names = [BROWSERS, SYSTEMS].map((known) => known.find(([pattern]) => pattern.test(agent))?.[1]);
  return names.filter(Boolean).join(", ") || "Browser";
}
