/** The page of one session. */

import { byId, el } from "../lib/dom.js";
import { sentenceOf } from "../lib/sentences.js";
import { followSession } from "../lib/session-feed.js";
import { Conversation } from "../conversation/conversation.js";
import { t } from "../lib/words.js";

const id = byId("talk").dataset.session;
const conversation = new Conversation(id);
const leaving = new AbortController();

addEventListener("pagehide", () => {
  leaving.abort();
  conversation.close();
});

/** What happened while nobody looked. */
function lookAgain() {
  if (document.visibilityState === "visible" && !conversation.isBusy) conversation.refresh().catch(() => {});
}

try {
  await conversation.open();
  followSession(id, (event) => conversation.hear(event), leaving.signal);
  await conversation.resume();
  document.addEventListener("visibilitychange", lookAgain);
  addEventListener("online", lookAgain);
} catch (error) {
  byId("messages").replaceChildren(
    el("li", { class: "message", "data-role": "note" }, el("p", { text: sentenceOf(error) }),
      el("p", { class: "actions" }, el("a", { class: "button", href: "/app", text: t("Your sessions") }))));
}
