/** Registering and signing in: the device's fingerprint goes along, and the person gets where they wanted to. */

import { post } from "./api.js";
import { deviceName, fingerprintFor, keepFingerprint } from "./device.js";
import { takeOver } from "./language.js";
import { forgetPrivate } from "./storage.js";

/** @returns {string} the path to go on to; never another host */
export function wayOn() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  return /^\/(?![/\\])/.test(next) ? next : "/app";
}

/**
 * @param {string} path of the endpoint @param {string} account whose fingerprint to use
 * @param {Record<string, string>} [body] what else it takes
 */
export async function enter(path, account, body = {}) {
  const fingerprint = fingerprintFor(account);
  const device = { device_fingerprint: fingerprint, device_name: deviceName() };
  const { user } = await post(path, { ...body, ...device }, { isPublic: true });
  // What somebody else left here is none of this person's business.
  forgetPrivate();
  keepFingerprint(fingerprint);
  takeOver(user.locale);
  location.assign(wayOn());
}
