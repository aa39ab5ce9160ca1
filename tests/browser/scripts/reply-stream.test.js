import { followReply } from "/static/js/lib/reply-stream.js";
import { answer, equal, event, network, rejected, restore, stream } from "./assert.js";

const START = event(1, "start", { message_id: "m1", user_message_id: "u1", step: "receive" });
const A = event(2, "token", { content: "a" });
const B = event(3, "token", { content: "b" });
const DONE = event(4, "done", { next_step: "clarify" });
const MESSAGE = { content: "hello", step: "receive", client_message_id: "c1" };

/** @param {Parameters<typeof network>[0]} answers @param {object} [more] */
async function follow(answers, more = {}) {
  const asked = network(answers);
  /** @type {string[]} */
  const seen = [];
  /** @type {boolean[]} */
  const waits = [];
  try {
    const last = await followReply({
      sessionId: "s1", message: MESSAGE, signal: new AbortController().signal,
      onEvent: (found) => seen.push(found.data.content ?? found.name),
      onWaiting: (isWaiting) => waits.push(isWaiting),
      ...more,
    });
    return { asked, seen, waits, last };
  } finally {
    restore();
  }
}

export const tests = {
  "one connection": async () => {
    const { asked, seen, last } = await follow(() => stream([START, A, B, DONE]));
    equal(seen, ["start", "a", "b", "done"]);
    equal(last?.data, { next_step: "clarify" });
    equal(asked.length, 1);
    equal(JSON.parse(asked[0][1].body), MESSAGE);
    equal(asked[0][1].headers.Accept, "text/event-stream");
  },
  "a connection that breaks is resumed after the last event": async () => {
    const { asked, seen, waits } = await follow((_path, _init, count) =>
      count === 1 ? stream([START, A]) : stream([B, DONE]));
    equal(seen, ["start", "a", "b", "done"]);
    equal(asked.map(([path]) => path), ["/sessions/s1/messages", "/sessions/s1/messages/m1/stream"]);
    equal(asked[1][1].headers["Last-Event-ID"], "2");
    equal(waits, [false, true, false]);
  },
  "events that come again are dropped": async () => {
    const { seen } = await follow((_path, _init, count) =>
      count === 1 ? stream([START, A, B]) : stream([START, A, B, DONE]));
    equal(seen, ["start", "a", "b", "done"]);
  },
  "a reset begins the text anew": async () => {
    const reset = 'event: reset\ndata: {"reason":"unknown id"}\n\n';
    const { seen } = await follow((_path, _init, count) =>
      count === 1 ? stream([START, A]) : stream([reset, START, event(2, "token", { content: "ab" }), DONE]));
    equal(seen, ["start", "a", "reset", "start", "ab", "done"]);
  },
  "until the start is seen the same message is sent again": async () => {
    const { asked } = await follow((_path, _init, count) => {
      if (count === 1) throw new TypeError("failed to fetch");
      return count === 2 ? answer(503, { error: "SHUTTING_DOWN", detail: "" }) : stream([START, A, DONE]);
    });
    equal(asked.map(([path, init]) => [path, JSON.parse(init.body).client_message_id]),
      Array(3).fill(["/sessions/s1/messages", "c1"]));
  },
  "too fast: it waits as long as the server says": async () => {
    const began = performance.now();
    const { seen } = await follow((_path, _init, count) =>
      count === 1 ? answer(429, { error: "RATE_LIMITED", detail: "" }, { "Retry-After": "1" }) : stream([START, DONE]));
    equal(seen, ["start", "done"]);
    equal(performance.now() - began >= 990, true);
  },
  "a refusal for good is told": async () => {
    const error = await rejected(follow(() => answer(409, { error: "REPLY_IN_PROGRESS", detail: "" })));
    equal(error.code, "REPLY_IN_PROGRESS");
  },
  "nothing left to see": async () => {
    const { last } = await follow(() => answer(204), { message: undefined, messageId: "m1" });
    equal(last, null);
  },
  "a known reply is followed from its first event": async () => {
    const { asked, seen } = await follow(() => stream([START, A, DONE]), { message: undefined, messageId: "m1" });
    equal(asked[0][0], "/sessions/s1/messages/m1/stream");
    equal(asked[0][1].headers["Last-Event-ID"], undefined);
    equal(seen, ["start", "a", "done"]);
  },
  "an aborted following ends": async () => {
    const leaving = new AbortController();
    leaving.abort();
    const error = await rejected(follow(() => stream([START]), { signal: leaving.signal }));
    equal(error.name, "AbortError");
  },
};
