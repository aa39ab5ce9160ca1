/** The text/event-stream format (WHATWG HTML, "Server-sent events"), read from the body of a fetch. */

/**
 * @typedef {object} StreamEvent
 * @property {number | null} id its number in the reply; null when it has none
 * @property {string} name
 * @property {any} data
 */

/** Collects lines into events. */
class EventBuilder {
  /** @type {Record<string, string>} */
  #fields = {};

  /** @param {string} line @returns {StreamEvent | null} the event that an empty line ends */
  take(line) {
    if (line === "") return this.#end();
    if (line.startsWith(":")) return null;
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    this.#fields[name] = name === "data" && "data" in this.#fields ? `${this.#fields.data}\n${value}` : value;
    return null;
  }

  #end() {
    const fields = this.#fields;
    this.#fields = {};
    if (!("data" in fields)) return null;
    const id = /^\d+$/.test(fields.id ?? "") ? Number(fields.id) : null;
    return { id, name: fields.event || "message", data: JSON.parse(fields.data) };
  }
}

/**
 * The events of a body, as they come. It ends with the body: an event cut in two is thrown away.
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} [onBytes] called whenever something arrives, heartbeats too
 * @returns {AsyncGenerator<StreamEvent>}
 */
export async function* readEvents(body, onBytes = () => {}) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const builder = new EventBuilder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      onBytes();
      rest += decoder.decode(value, { stream: true });
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const event = builder.take(line);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
