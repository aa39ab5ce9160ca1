/**
 * Reads a reply to people who use a screen reader: whole sentences as they are completed, in a region of their own.
 * The text on the screen changes many times a second, which no screen reader could follow.
 */

// A point ends a sentence only before white space: "3.5" has none. What comes next must be known for that.
const SENTENCE = /[\s\S]*?(?:[.!?]+["”’»)]*(?=\s)|[。！？]+[”’」）]*(?=[\s\S])|\n)/y;
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
    while (SENTENCE.test(this.#rest)) {
      this.say(this.#rest.slice(end, SENTENCE.lastIndex));
      end = SENTENCE.lastIndex;
    }
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
