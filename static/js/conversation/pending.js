/**
 * The message that is on its way: kept on this device until the server has said that it has it, so that a reload
 * sends it again, under the same id, which never makes a second one.
 */

import { readPrivate, writePrivate } from "../lib/storage.js";

/** @typedef {{content: string, step: string, client_message_id: string}} Outgoing */

/** @param {string} sessionId */
const nameOf = (sessionId) => `pending:${sessionId}`;

/** @param {string} sessionId @param {Outgoing} message */
export const keepPending = (sessionId, message) => writePrivate(nameOf(sessionId), JSON.stringify(message));

/** @param {string} sessionId */
export const dropPending = (sessionId) => writePrivate(nameOf(sessionId), null);

/** @param {string} sessionId @returns {Outgoing | null} */
export function pendingOf(sessionId) {
  try {
    return JSON.parse(readPrivate(nameOf(sessionId)) ?? "null");
  } catch {
    return null;
  }
}
