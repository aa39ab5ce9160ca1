/** Errors as sentences for people, in the page's language, by the contract's codes. */

import { t, tn } from "./words.js";

/** @type {Record<string, (error: import("./api-error.js").ApiError) => string>} */
const SENTENCES = {
  OFFLINE: () => t("There is no connection right now. Please check your network and try again."),
  INVALID_CREDENTIALS: () => t("The email or the password is wrong."),
  EMAIL_ALREADY_EXISTS: () => t("This email is already registered. Sign in instead, or choose a new password."),
  DEVICE_LIMIT_REACHED: () =>
    t("Your plan allows no further device. Remove one in the settings of a device that is signed in, or choose a larger plan."),
  DEVICE_BOUND_TO_OTHER: () => t("This browser is registered with another account. Please sign in with that one."),
  DEVICE_NOT_FOUND: () => t("This device is no longer registered with your account. Please sign out and in again."),
  BETA_MODE_DISABLED: () => t("The beta has ended. Please make an account of your own."),
  INVALID_OR_EXPIRED_TOKEN: () => t("This link is no longer valid. Please ask for a new one."),
  SESSION_REVOKED: () => t("You were signed out. Please sign in again."),
  INVALID_TOKEN: () => t("Please sign in."),
  TOKEN_REUSED: () => t("For your safety this sign-in was ended. Please sign in again."),
  QUOTA_EXCEEDED: () => t("You have used all sessions of your plan."),
  SESSION_NOT_FOUND: () => t("This isn't there any more. It may have been deleted."),
  MESSAGE_NOT_FOUND: () => t("This isn't there any more. It may have been deleted."),
  SESSION_COMPLETED: () => t("This session is finished. Start a new one to go on."),
  REPLY_IN_PROGRESS: () => t("A reply is still being written. Please wait for its end, or stop it."),
  TOO_MANY_REPLIES: () => t("A reply is still being written. Please wait for its end, or stop it."),
  IDEMPOTENCY_CONFLICT: () => t("This message was already sent with another text. Please send it again."),
  CANNOT_REMOVE_CURRENT_DEVICE: () => t("You can't remove the device that you are using."),
  REMOVAL_LIMIT_EXCEEDED: () => t("You can remove one device a day. Please try again tomorrow."),
  LLM_BUDGET_EXCEEDED: (error) =>
    error.params.scope === "session"
      ? t("This session has become as long as your plan allows. Please start a new one to go on.")
      : t("You have reached today's limit of your plan. Please come back tomorrow."),
  RATE_LIMITED: (error) =>
    tn("That was a little too fast. Please wait a second.", "That was a little too fast. Please wait {count} seconds.",
      error.retryAfter ?? error.params.retry_after ?? 60),
  PAYLOAD_TOO_LARGE: () => t("This text is too long."),
  PAYMENTS_DISABLED: () => t("Paid plans can't be bought on this server at the moment."),
  STRIPE_ERROR: () => t("The payment provider can't be reached right now. Please try again in a moment."),
  NO_SUBSCRIPTION: () => t("You have no paid plan."),
  ALREADY_SUBSCRIBED: () => t("You have this plan already."),
  INVALID_PRICE_ID: () => t("This plan isn't offered any more. Please load the page again."),
  STREAM_ERROR: () => t("The reply broke off. What was written is kept; you can ask again."),
  SHUTTING_DOWN: () => t("Solacore is restarting. Please try again in a moment."),
  UNAVAILABLE: () => t("Solacore is not available right now. Please try again in a moment."),
  VALIDATION_ERROR: () => t("Please check what you have filled in."),
};

/** @param {unknown} error @returns {string} */
export function sentenceOf(error) {
  const known = /** @type {any} */ (error);
  const sentence = SENTENCES[known?.code];
  return sentence ? sentence(known) : t("Something went wrong on our side. Please try again.");
}

/**
 * A field's fault. The server's own words are English; these are told apart by what they speak of.
 * @param {string} field @param {string[]} messages @returns {string}
 */
export function fieldSentence(field, messages) {
  const said = messages.join(" ").toLowerCase();
  if (field === "email") return t("Please write an email address such as ana@example.com.");
  if (/common/.test(said)) return t("This password is too common. Please choose another one.");
  if (/upper|digit|short|least|character/.test(said)) {
    return t("A password needs at least 8 characters, with a capital letter and a digit.");
  }
  if (/blank|required|empty/.test(said)) return t("Please fill this in.");
  return t("Please check what you have filled in.");
}
