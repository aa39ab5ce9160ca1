/**
 * Reads a reply to people who use a screen reader: whole sentences as they are completed, in a region of their own.
 * The text on the screen changes many times a second, which no screen reader could follow.
 */

const SENTENCE = /[^.!?。！？\n]*(?:[.!?。！？]+["”’»）)]*(?=\s|$|[^\x00-\x7F])|\n)/y;
const KEPT = 30;

export class Announcer {
  #rest = "";

  /** @param {HTMLElement} region with role="log" */
  constructor(region) {
    this.region = region;
  }

  /** @param {string} text the next piece of a reply */
  add(text) {
    this.#rest += text;
    SENTENCE.lastIndex = 0;
    let end = 0;
    // The end of the piece may not be that of the sentence: "3." may go on with "5".
    while (SENTENCE.test(this.#rest) && SENTENCE.lastIndex < this.#rest.length) end = SENTENCE.lastIndex;
    this.say(this.#rest.slice(0, end));
    this.#rest = this.#rest.slice(end);
  }

  /** Reads what is left at the end of a reply. */
  finish() {
    this.say(this.#rest);
    this.#rest = "";
  }

  /** @param {string} text something else that people should hear */
  say(text) {
    const plain = text.replace(/[*_`#>|~]+/g, "").trim();
    if (!plain) return;
    const line = document.createElement("p");
    line.textContent = plain;
    this.region.append(line);
    while (this.region.children.length > KEPT) this.region.firstElementChild?.remove();
  }
}
