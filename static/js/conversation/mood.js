/** The background's mood. It stands for nothing that isn't said in words, and can be turned off. */

import { byId } from "../lib/dom.js";
import { isMoodOn, switchMood } from "../lib/mood-setting.js";
import { readPrivate, writePrivate } from "../lib/storage.js";

const MOODS = new Set(["anxious", "sad", "calm", "confused", "neutral"]);

export class Mood {
  /** @param {string} sessionId */
  constructor(sessionId) {
    this.name = `mood:${sessionId}`;
    this.isOn = isMoodOn();
    const toggle = byId("mood-switch");
    toggle.addEventListener("click", () => {
      this.isOn = !this.isOn;
      switchMood(this.isOn);
      this.#show();
    });
    this.#show();
  }

  /** @param {string} emotion as the server heard it */
  hear(emotion) {
    if (!MOODS.has(emotion)) return;
    writePrivate(this.name, emotion);
    this.#show();
  }

  #show() {
    byId("mood").dataset.mood = this.isOn ? (readPrivate(this.name) ?? "neutral") : "off";
    byId("mood-switch").setAttribute("aria-pressed", String(this.isOn));
  }
}
