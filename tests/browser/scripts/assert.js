/** @param {unknown} found @param {unknown} wanted */
export function equal(found, wanted) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`found ${one}, wanted ${other}`);
}

/** @param {Promise<unknown>} promise @returns {Promise<any>} what it was rejected with */
export const rejected = (promise) =>
  promise.then(
    () => { throw new Error("it was not rejected"); },
    (error) => error,
  );

const original = globalThis.fetch;

/**
 * Puts answers in the place of the network.
 * @param {(path: string, init: any, count: number) => Response | Promise<Response>} answer
 * @returns {[string, any][]} what was asked
 */
export function network(answer) {
  /** @type {[string, any][]} */
  const asked = [];
  globalThis.fetch = async (path, init = {}) => {
    asked.push([String(path), init]);
    return answer(String(path), init, asked.length);
  };
  return asked;
}

/** The real network again. */
export const restore = () => { globalThis.fetch = original; };

/** @param {number} status @param {unknown} [body] @param {Record<string, string>} [headers] */
export const answer = (status, body, headers = {}) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });

/** @param {string[]} pieces of a stream @param {boolean} [breaks] whether it ends with an error */
export function stream(pieces, breaks = false) {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      if (breaks) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  return new Response(body, { status: 200, headers: { "Content-Type": "text/event-stream" } });
}

/** @param {number} id @param {string} name @param {unknown} data */
export const event = (id, name, data) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
