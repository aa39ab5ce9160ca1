/** The conversation: what is sent, what comes back, and what stands on the screen meanwhile. */

import { randomId } from "../lib/device.js";
import { byId } from "../lib/dom.js";
import { followReply, stopReply } from "../lib/reply-stream.js";
import { sentenceOf } from "../lib/sentences.js";
import { stepName } from "../lib/steps.js";
import { t, tn } from "../lib/words.js";
import { Announcer } from "./announcer.js";
import { showCards } from "./cards.js";
import { Composer } from "./composer.js";
import { CrisisPanel } from "./crisis-panel.js";
import { Mood } from "./mood.js";
import { dropPending, keepPending, pendingOf } from "./pending.js";
import { showProgress } from "./progress.js";
import { ScrollFollower } from "./scrolling.js";
import { storedSession } from "./stored.js";
import { Transcript } from "./transcript.js";

/**
 * @typedef {import("../lib/sse.js").StreamEvent} StreamEvent
 * @typedef {import("./message-view.js").MessageView} MessageView
 * @typedef {import("./pending.js").Outgoing} Outgoing
 * @typedef {{said: MessageView | null, reply: MessageView, messageId: string | null, text: string, wantsStop: boolean}} Turn
 */

export class Conversation {
  /** @type {any} */
  #session = null;
  /** @type {Turn | null} the turn that this page follows */
  #turn = null;
  /** @type {{id: string, text: string} | null} a turn of another device */
  #elsewhere = null;
  #following = new AbortController();

  /** @param {string} id of the session */
  constructor(id) {
    this.id = id;
    this.transcript = new Transcript(byId("messages"));
    this.announcer = new Announcer(byId("announcer"));
    this.scrolling = new ScrollFollower(byId("scroll"), byId("column"), byId("latest"));
    this.mood = new Mood(id);
    this.crisis = new CrisisPanel(id);
    this.composer = new Composer(id, { send: (text) => this.send(text), stop: () => this.stop() });
  }

  /** Whether a reply is being followed. */
  get isBusy() {
    return this.#turn !== null;
  }

  /** Shows the session. */
  async open() {
    await this.refresh();
    this.scrolling.toEnd();
  }

  /** Goes on with what was under way when the page was left. */
  async resume() {
    const pending = pendingOf(this.id);
    const running = this.#session.messages.findLast((/** @type {any} */ message) => message.status === "streaming");
    if (pending) await this.#send(pending);
    else if (running) await this.#follow({ messageId: running.id, reply: this.transcript.view(running.id) });
  }

  /** Reads the session again, and shows it as it is stored. */
  async refresh() {
    this.#session = await storedSession(this.id);
    this.transcript.take(this.#session.messages);
    this.#showState();
  }

  /** @param {string} content what the person has written */
  async send(content) {
    const message = { content, step: this.#session.current_step, client_message_id: randomId() };
    keepPending(this.id, message);
    await this.#send(message);
  }

  /** Ends the reply that is being written; what there is of it stays. */
  async stop() {
    const turn = this.#turn;
    const id = turn?.messageId ?? this.#elsewhere?.id;
    if (turn && !turn.messageId) turn.wantsStop = true;
    if (id) await stopReply(this.id, id).catch((error) => this.#tellState(sentenceOf(error)));
  }

  /** Leaves the page: the reply goes on without it. */
  close() {
    this.#following.abort();
  }

  /** An event of a turn that another device may have begun. @param {StreamEvent} event */
  hear(event) {
    if (this.isBusy) return;
    if (event.name === "start") {
      this.#elsewhere = { id: event.data.message_id, text: "" };
      this.composer.setRunning(true);
      this.refresh().then(() => this.#growElsewhere(), () => {});
      return;
    }
    const turn = this.#elsewhere;
    if (!turn) return;
    if (event.name === "token") {
      turn.text += event.data.content;
      this.#growElsewhere();
      return;
    }
    this.#elsewhere = null;
    this.composer.setRunning(false);
    this.#take(event);
    this.refresh().catch(() => {});
  }

  /** Shows what has come of a turn of another device; its message may have to be read first. */
  #growElsewhere() {
    const turn = this.#elsewhere;
    if (turn) this.transcript.view(turn.id)?.grow(turn.text);
  }

  /** @param {Outgoing} message */
  async #send(message) {
    byId("intro").hidden = true;
    const said = this.transcript.add("user", "sending", message.content);
    const reply = this.transcript.add("assistant", "streaming");
    this.scrolling.toEnd();
    await this.#follow({ message, said, reply });
  }

  /** @param {{message?: Outgoing, messageId?: string, said?: MessageView, reply?: MessageView}} what */
  async #follow({ message, messageId, said, reply }) {
    /** @type {Turn} */
    const turn = { said: said ?? null, reply: reply ?? this.transcript.add("assistant", "streaming"),
      messageId: messageId ?? null, text: "", wantsStop: false };
    this.#turn = turn;
    this.#elsewhere = null;
    byId("cards").replaceChildren();
    this.composer.setRunning(true);
    const { signal } = this.#following;
    try {
      const last = await followReply({
        sessionId: this.id, message, messageId, signal,
        onEvent: (event) => this.#hear(turn, event),
        onWaiting: (isWaiting, error) => this.#showWaiting(isWaiting, error),
      });
      if (last) this.#take(last);
    } catch (error) {
      if (signal.aborted) return;
      this.#refused(turn, message, error);
    }
    this.announcer.finish();
    this.#turn = null;
    this.composer.setRunning(false);
    await this.refresh().catch((error) => this.#tellState(sentenceOf(error)));
  }

  /** @param {Turn} turn @param {StreamEvent} event */
  #hear(turn, event) {
    if (event.name === "start") this.#begun(turn, event.data);
    if (event.name === "reset") turn.text = "";
    if (event.name === "token") {
      turn.text += event.data.content;
      turn.reply.grow(turn.text);
      this.announcer.add(event.data.content);
    }
  }

  /** The server has the message. @param {Turn} turn @param {{message_id: string, user_message_id: string}} ids */
  #begun(turn, ids) {
    turn.messageId = ids.message_id;
    turn.reply = this.transcript.name(turn.reply, ids.message_id);
    if (turn.said) {
      turn.said = this.transcript.name(turn.said, ids.user_message_id);
      turn.said.setStatus("complete");
      dropPending(this.id);
    }
    if (turn.wantsStop) this.stop();
  }

  /** The server doesn't take the message: the person gets their text back.
   * @param {Turn} turn @param {Outgoing | undefined} message @param {any} error
   */
  #refused(turn, message, error) {
    this.#tellState(sentenceOf(error));
    if (!message || !turn.said || turn.messageId) return;
    dropPending(this.id);
    this.transcript.drop(turn.said);
    this.transcript.drop(turn.reply);
    this.composer.giveBack(message.content);
  }

  /** The end of a turn, whoever began it. @param {StreamEvent} event */
  #take({ name, data }) {
    this.#tellState(name === "error" ? sentenceOf({ code: data.error }) : "");
    if (name !== "done") return;
    this.mood.hear(data.emotion_detected);
    this.crisis.hear(data);
    if (data.next_step && data.next_step !== this.#session.current_step) {
      this.announcer.say(t("Next step: {name}.", { name: stepName(data.next_step) }));
    }
  }

  #showState() {
    const session = this.#session;
    const isOver = session.status === "completed";
    showProgress(session);
    byId("intro").hidden = session.messages.length > 0;
    this.composer.show(!isOver);
    if (!this.isBusy) {
      showCards(byId("cards"), session, {
        pick: (sentence) => this.composer.fill(sentence),
        again: (text) => this.send(text),
      });
    }
  }

  /** @param {boolean} isWaiting @param {import("../lib/api-error.js").ApiError | null} error */
  #showWaiting(isWaiting, error) {
    if (!isWaiting) this.#tellState("");
    else if (error?.code === "RATE_LIMITED") {
      this.#tellState(tn("You write fast. This goes on by itself in a second.",
        "You write fast. This goes on by itself in {count} seconds.", error.retryAfter ?? 10));
    } else this.#tellState(t("The connection is lost. Nothing of the reply is: it goes on as soon as you are connected."));
  }

  /** @param {string} sentence "" for none */
  #tellState(sentence) {
    byId("state").textContent = sentence;
    byId("state").hidden = !sentence;
  }
}
