/**
 * One reply, followed to its end over as many connections as that takes.
 *
 * The reply belongs to the server: a lost connection costs nothing. Until the first event has told the reply's id,
 * the message is sent again under the same `client_message_id`, which never makes a second one. From then on the
 * reply is resumed after the last event that was seen.
 */

import { ApiError } from "./api-error.js";
import { ask, request } from "./api.js";
import { pauseOf, waitToRetry } from "./back-off.js";
import { readEvents } from "./sse.js";

const TERMINAL = new Set(["done", "error", "stopped", "interrupted"]);
// Milliseconds. Three heartbeats that didn't come: after a sleep a connection can be dead and not know it.
const SILENCE = 45_000;
// What the server gets to close the connection itself after the last event.
const CLOSING = 1_000;

/**
 * @typedef {import("./sse.js").StreamEvent} StreamEvent
 * @typedef {object} Follow
 * @property {string} sessionId
 * @property {{content: string, step: string, client_message_id: string}} [message] to send; without one a known
 *   reply is followed
 * @property {string} [messageId] of the reply that is known already
 * @property {(event: StreamEvent) => void} onEvent each event once and in order; `reset` says to begin anew
 * @property {(isWaiting: boolean, error: ApiError | null) => void} [onWaiting] when the connection is lost, and back
 * @property {AbortSignal} signal ends the following, not the reply
 */

/**
 * @param {Follow} follow
 * @returns {Promise<StreamEvent | null>} the terminal event; null when the reply had ended and all of it was seen
 * @throws {ApiError} when the server refuses for good
 */
export async function followReply(follow) {
  const progress = { messageId: follow.messageId ?? null, lastId: 0, last: /** @type {StreamEvent | null} */ (null) };
  for (let attempt = 0; ; attempt += 1) {
    follow.signal.throwIfAborted();
    const seen = progress.lastId;
    /** @type {ApiError | null} */
    let error = null;
    try {
      if (await readOnce(follow, progress)) return progress.last;
    } catch (caught) {
      follow.signal.throwIfAborted();
      if (caught instanceof ApiError && !caught.isPassing) throw caught;
      error = caught instanceof ApiError ? caught : ApiError.offline();
    }
    if (progress.lastId > seen) attempt = 0;
    follow.onWaiting?.(true, error);
    await waitToRetry(error?.retryAfter ? error.retryAfter * 1000 : pauseOf(attempt), follow.signal);
  }
}

/**
 * One connection.
 * @param {Follow} follow @param {{messageId: string | null, lastId: number, last: StreamEvent | null}} progress
 * @returns {Promise<boolean>} whether the reply has ended
 */
async function readOnce(follow, progress) {
  const connection = new AbortController();
  const drop = () => connection.abort();
  /** @type {ReturnType<typeof setTimeout>} */
  let silence = setTimeout(drop, SILENCE);
  const hear = (patience = SILENCE) => {
    clearTimeout(silence);
    silence = setTimeout(drop, patience);
  };
  follow.signal.addEventListener("abort", drop);
  addEventListener("offline", drop);
  try {
    const response = await open(follow, progress, connection.signal);
    if (response.status === 204 || !response.body) return true;
    follow.onWaiting?.(false, null);
    for await (const event of readEvents(response.body, () => hear())) {
      await take(follow, progress, event);
      if (progress.last) hear(CLOSING);
    }
    return progress.last !== null;
  } catch (error) {
    if (progress.last) return true;
    throw error;
  } finally {
    clearTimeout(silence);
    follow.signal.removeEventListener("abort", drop);
    removeEventListener("offline", drop);
    connection.abort();
  }
}

/** @param {Follow} follow @param {{messageId: string | null, lastId: number}} progress @param {AbortSignal} signal */
function open({ sessionId, message }, { messageId, lastId }, signal) {
  const path = `/sessions/${sessionId}/messages`;
  const headers = { Accept: "text/event-stream" };
  if (messageId === null) return request(path, { method: "POST", body: message, headers, signal });
  const resuming = lastId ? { ...headers, "Last-Event-ID": String(lastId) } : headers;
  return request(`${path}/${messageId}/stream`, { headers: resuming, signal });
}

/**
 * @param {Follow} follow @param {{messageId: string | null, lastId: number, last: StreamEvent | null}} progress
 * @param {StreamEvent} event
 */
async function take(follow, progress, event) {
  if (event.name === "error" && event.data.error === "SESSION_REVOKED") {
    // The sign-in has ended, not the reply: this leads to the sign-in page, unless a newer sign-in is there.
    await ask("/auth/me");
    return;
  }
  if (event.name === "reset") progress.lastId = 0;
  else if (event.id !== null && event.id <= progress.lastId) return;
  if (event.id !== null) progress.lastId = event.id;
  if (event.name === "start") progress.messageId = event.data.message_id;
  follow.onEvent(event);
  if (TERMINAL.has(event.name)) progress.last = event;
}

/** Asks the server to end a reply; what is written is kept. @param {string} sessionId @param {string} messageId */
export async function stopReply(sessionId, messageId) {
  await request(`/sessions/${sessionId}/messages/${messageId}/stop`, { method: "POST" });
}
