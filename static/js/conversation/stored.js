/** A session as it is stored. */

import { ask } from "../lib/api.js";

const PAGE = 100;

/** @param {string} sessionId @returns {Promise<any>} the session with all its `messages`, oldest first */
export async function storedSession(sessionId) {
  const session = await ask(`/sessions/${sessionId}?include_messages=true&limit=${PAGE}`);
  for (let part = session.messages; part.length === PAGE; ) {
    const offset = session.messages.length;
    part = (await ask(`/sessions/${sessionId}/messages?limit=${PAGE}&offset=${offset}`)).messages;
    session.messages.push(...part);
  }
  return session;
}
