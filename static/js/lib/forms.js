/** A form that sends JSON: busy while it does, its faults at their fields. */

import { ApiError } from "./api-error.js";
import { el } from "./dom.js";
import { busy, tell, untell } from "./notice.js";
import { fieldSentence } from "./sentences.js";
import { t } from "./words.js";

/**
 * @param {HTMLFormElement} form
 * @param {(values: Record<string, string>) => Promise<void>} send
 */
export function handleForm(form, send) {
  for (const toggle of form.querySelectorAll("[data-shows]")) showPassword(/** @type {HTMLButtonElement} */ (toggle));
  const submit = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearFaults(form);
    if (!isFilled(form)) return;
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    busy(submit, () => send(values).catch((error) => showFaults(form, error)));
  });
}

/** @param {HTMLFormElement} form @returns {boolean} whether nothing that must be filled in is empty */
function isFilled(form) {
  const empty = [...form.querySelectorAll("input")].filter((input) => input.required && !input.value.trim());
  for (const input of empty) setFault(input, t("Please fill this in."));
  empty[0]?.focus();
  return empty.length === 0;
}

/** @param {HTMLFormElement} form @param {unknown} error rethrown unless it is about the fields */
function showFaults(form, error) {
  const fields = error instanceof ApiError && error.code === "VALIDATION_ERROR" ? error.params.fields ?? {} : {};
  const faulty = Object.keys(fields).filter((name) => form.elements.namedItem(name) instanceof HTMLInputElement);
  if (faulty.length === 0) throw error;
  for (const name of faulty) {
    setFault(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)), fieldSentence(name, fields[name]));
  }
  /** @type {HTMLInputElement} */ (form.elements.namedItem(faulty[0])).focus();
}

/** @param {HTMLInputElement} input @param {string} sentence */
function setFault(input, sentence) {
  const id = `${input.id}-fault`;
  input.setAttribute("aria-invalid", "true");
  input.dataset.described = input.getAttribute("aria-describedby") ?? "";
  input.setAttribute("aria-describedby", `${input.dataset.described} ${id}`.trim());
  const place = input.closest(".password") ?? input;
  place.after(el("p", { class: "field-error", id, text: sentence }));
}

/** @param {HTMLFormElement} form */
function clearFaults(form) {
  untell();
  for (const fault of form.querySelectorAll(".field-error")) fault.remove();
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[aria-invalid]"))) {
    input.removeAttribute("aria-invalid");
    if (input.dataset.described) input.setAttribute("aria-describedby", input.dataset.described);
    else input.removeAttribute("aria-describedby");
  }
}

/** @param {HTMLButtonElement} toggle */
function showPassword(toggle) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById(toggle.dataset.shows ?? ""));
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    toggle.setAttribute("aria-pressed", String(isShown));
  });
}

/** Takes the token of a mailed link out of the address, where it would stay in the history.
 * @returns {string} the token, "" without one
 */
export function takeToken() {
  const token = new URLSearchParams(location.search).get("token") ?? "";
  history.replaceState(null, "", location.pathname);
  if (!token) tell(t("This link is no longer valid. Please ask for a new one."), "warn");
  return token;
}
