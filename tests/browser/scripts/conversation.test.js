import { Announcer } from "/static/js/conversation/announcer.js";
import { localInput } from "/static/js/conversation/first-step-card.js";
import { MessageView } from "/static/js/conversation/message-view.js";
import { fingerprintFor } from "/static/js/lib/device.js";
import { forgetPrivate, read, readPrivate, write, writePrivate } from "/static/js/lib/storage.js";
import { t, tn } from "/static/js/lib/words.js";
import { equal } from "./assert.js";

const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(null)));

/** @param {string[]} pieces @returns {string[]} what a screen reader gets */
function announced(pieces) {
  const region = document.createElement("div");
  const announcer = new Announcer(region);
  for (const piece of pieces) announcer.add(piece);
  announcer.finish();
  return [...region.children].map((line) => line.textContent ?? "");
}

export const tests = {
  "whole sentences are read, as they are completed": () =>
    equal(announced(["It cos", "ts 3.", "5 euros. **Is", "** that much? Yes"]), ["It costs 3.5 euros.", "Is that much?", "Yes"]),
  "Chinese sentences too": () => equal(announced(["我听到", "了。你", "呢？"]), ["我听到了。", "你呢？"]),
  "a text that comes again never shows less than was there": async () => {
    const view = new MessageView("assistant");
    view.setText("One two");
    for (const text of ["", "One", "One two", "One two three"]) view.grow(text);
    await frame();
    equal([view.text, view.body.textContent?.trim()], ["One two three", "One two three"]);
  },
  "a growing text changes only its last block": async () => {
    const view = new MessageView("assistant");
    view.setText("First.\n\nSecond");
    await frame();
    const first = view.body.firstElementChild;
    view.setText("First.\n\nSecond one.\n\nThird");
    await frame();
    equal(view.body.firstElementChild === first, true);
    equal(view.body.children.length, 3);
  },
  "what a person wrote is never read as HTML or Markdown": () => {
    const view = new MessageView("user");
    view.setText("<b>*hi*</b>");
    equal(view.body.innerHTML, "&lt;b&gt;*hi*&lt;/b&gt;");
  },
  "a moment is shown in the local time of an input": () =>
    equal(new Date(localInput(new Date("2026-11-24T08:00:00Z"))).toISOString(), "2026-11-24T08:00:00.000Z"),
  "each account has a fingerprint of its own, always the same": () => {
    equal(fingerprintFor("Ana@example.com ") === fingerprintFor("ana@example.com"), true);
    equal(fingerprintFor("ana@example.com") === fingerprintFor("bo@example.com"), false);
  },
  "what is private is forgotten, the device's settings stay": () => {
    writePrivate("draft:1", "secret");
    write("mood", "off");
    forgetPrivate();
    equal([readPrivate("draft:1"), read("mood")], [null, "off"]);
  },
  "words are filled in": () => {
    equal(t("Call {number}, {name}", { number: 1, name: "{number}" }), "Call 1, {number}");
    equal([tn("{count} session", "{count} sessions", 1), tn("{count} session", "{count} sessions", 1200)],
      ["1 session", "1,200 sessions"]);
  },
};
