import { readEvents } from "/static/js/lib/sse.js";
import { equal } from "./assert.js";

/** @param {(string | Uint8Array)[]} pieces */
async function read(pieces) {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
  const events = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

const WHOLE = ': hello\n\nid: 1\nevent: token\ndata: {"content":"你好"}\n\nevent: reset\ndata: {}\n\nid: 12\r\ndata: [1]\r\n\r\n';
const EVENTS = [
  { id: 1, name: "token", data: { content: "你好" } },
  { id: null, name: "reset", data: {} },
  { id: 12, name: "message", data: [1] },
];

export const tests = {
  "a whole stream": async () => equal(await read([WHOLE]), EVENTS),
  "a stream cut at every byte": async () => {
    const bytes = new TextEncoder().encode(WHOLE);
    equal(await read(Array.from(bytes, (byte) => Uint8Array.of(byte))), EVENTS);
  },
  "an event that is cut off is thrown away": async () => equal(await read(['id: 1\ndata: {"a":1}\n']), []),
  "data of several lines is one": async () =>
    equal(await read(['data: {"a":\ndata: 1}\n\n']), [{ id: null, name: "message", data: { a: 1 } }]),
  "a field without a space after its colon": async () =>
    equal(await read(["id:7\nevent:done\ndata:{}\n\n"]), [{ id: 7, name: "done", data: {} }]),
  "an id that is no number is none": async () =>
    equal((await read(["id: x\ndata: {}\n\n"]))[0].id, null),
};
