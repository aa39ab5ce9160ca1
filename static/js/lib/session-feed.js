/**
 * What happens in a session on other devices: the events of every turn, over a WebSocket.
 *
 * It only adds to what this page does itself; where there is none, the page looks again when it is looked at.
 */

import { pauseOf, waitToRetry } from "./back-off.js";

// 4001 signed out, 4003 not allowed from here, 4004 not there: coming back would change nothing.
const FINAL = new Set([4001, 4003, 4004]);

/**
 * @param {string} sessionId
 * @param {(event: import("./sse.js").StreamEvent) => void} onEvent
 * @param {AbortSignal} signal ends it
 */
export async function followSession(sessionId, onEvent, signal) {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const startedAt = Date.now();
    const code = await connectOnce(sessionId, onEvent, signal);
    if (FINAL.has(code)) return;
    if (Date.now() - startedAt > 60_000) attempt = 0;
    await waitToRetry(Math.max(2000, pauseOf(attempt + 1)), signal);
  }
}

/** @returns {Promise<number>} the code that the connection was closed with
 * @param {string} sessionId @param {(event: import("./sse.js").StreamEvent) => void} onEvent @param {AbortSignal} signal
 */
function connectOnce(sessionId, onEvent, signal) {
  return new Promise((resolve) => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/sessions/${sessionId}`);
    const close = () => {
      // A socket that is closed before it is open is a fault in the eyes of a browser.
      if (socket.readyState === WebSocket.CONNECTING) socket.addEventListener("open", () => socket.close());
      else socket.close();
    };
    signal.addEventListener("abort", close);
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(data);
      onEvent({ id: frame.id, name: frame.event, data: frame.data });
    });
    socket.addEventListener("close", ({ code }) => {
      signal.removeEventListener("abort", close);
      resolve(code);
    });
  });
}
