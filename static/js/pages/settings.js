/** The settings: each section loads by itself, so that one that fails leaves the others usable. */

import { ask, patch, remove } from "../lib/api.js";
import { button, byId, el } from "../lib/dom.js";
import { download } from "../lib/downloads.js";
import { choose } from "../lib/language.js";
import { isMoodOn, switchMood } from "../lib/mood-setting.js";
import { pageData } from "../lib/page-data.js";
import { busy, tell, tellError } from "../lib/notice.js";
import { forgetPrivate } from "../lib/storage.js";
import { tellSignedOut } from "../lib/tabs.js";
import { agoOf, dayOf, numberOf, t } from "../lib/words.js";

let email = "";

async function showPerson() {
  ({ email } = await ask("/auth/me"));
  byId("who").textContent = t("Signed in as {email}", { email });
}

async function showReminders() {
  const box = byId("reminders-on");
  box.checked = (await ask("/reminders")).enabled;
  box.disabled = false;
  box.addEventListener("change", () => patch("/reminders", { enabled: box.checked }).catch((error) => {
    box.checked = !box.checked;
    tellError(error);
  }));
}

const TIERS = { free: () => t("Free"), standard: () => t("Standard"), pro: () => t("Pro") };
const STATUSES = {
  active: () => t("active"),
  past_due: () => t("a payment is due"),
  canceled: () => t("ended"),
  expired: () => t("expired"),
};

/** @param {string} name @param {string} value */
const fact = (name, value) => [el("dt", { text: name }), el("dd", { text: value })];

async function showPlan() {
  const plan = byId("plan");
  plan.removeAttribute("aria-busy");
  if (!pageData.paymentsEnabled) {
    plan.replaceChildren(...fact(t("Plan"), t("Free; paid plans can't be bought on this server at the moment.")));
    return;
  }
  const [current, usage] = await Promise.all([ask("/subscriptions/current"), ask("/subscriptions/usage")]);
  plan.replaceChildren(...planFacts(current, usage));
  byId("portal").hidden = current.tier === "free";
}

/** @param {any} current @param {any} usage */
function planFacts(current, usage) {
  const tier = TIERS[/** @type {keyof typeof TIERS} */ (current.tier)]?.() ?? current.tier;
  const status = STATUSES[/** @type {keyof typeof STATUSES} */ (current.status)]?.() ?? current.status;
  const used = usage.sessions_limit === null ? t("{used}, without a limit", { used: numberOf(usage.sessions_used) })
    : t("{used} of {limit}", { used: numberOf(usage.sessions_used), limit: numberOf(usage.sessions_limit) });
  const facts = [...fact(t("Plan"), `${tier} (${status})`), ...fact(t("Sessions used"), used)];
  if (current.period_end && current.tier !== "free") {
    facts.push(...fact(current.cancel_at_period_end ? t("Ends on") : t("Renews on"), dayOf(current.period_end)));
  }
  return facts;
}

async function showDevices() {
  const place = byId("devices");
  const devices = await ask("/auth/devices");
  place.replaceChildren(...devices.map((/** @type {any} */ device) =>
    el("li", {},
      el("div", {}, device.device_name || t("A device without a name"), " ",
        device.is_current && el("span", { class: "badge", "data-kind": "good", text: t("This device") }),
        el("div", { class: "soft small", text: t("Last used {when}", { when: agoOf(device.last_active_at) }) })),
      !device.is_current && remover(t("Remove"), device.device_name || t("A device without a name"),
        `/auth/devices/${device.id}`, t("The device is removed, and signed out."), [showDevices, showSignIns]))));
  place.removeAttribute("aria-busy");
}

async function showSignIns() {
  const place = byId("sign-ins");
  const [signIns, devices] = await Promise.all([ask("/auth/sessions"), ask("/auth/devices")]);
  const names = new Map(devices.map((/** @type {any} */ device) => [device.id, device.device_name]));
  place.replaceChildren(...signIns.map((/** @type {any} */ signIn) => {
    const name = names.get(signIn.device_id) || t("A device without a name");
    return el("li", {},
      el("div", {}, name, " ",
        signIn.is_current && el("span", { class: "badge", "data-kind": "good", text: t("This sign-in") }),
        el("div", { class: "soft small", text: t("Since {day}", { day: dayOf(signIn.created_at) }) })),
      !signIn.is_current && remover(t("End"), name, `/auth/sessions/${signIn.id}`, t("The sign-in is ended."), [showSignIns]));
  }));
  place.removeAttribute("aria-busy");
}

/**
 * @param {string} label @param {string} name of what is removed @param {string} path @param {string} done
 * @param {(() => Promise<void>)[]} refresh what has to be shown anew
 */
function remover(label, name, path, done, refresh) {
  const made = button(label, () => busy(made, async () => {
    await remove(path);
    await Promise.all(refresh.map((show) => show()));
    tell(done);
  }));
  made.append(el("span", { class: "visually-hidden", text: `: ${name}` }));
  return made;
}

const mood = byId("mood");
mood.checked = isMoodOn();
mood.addEventListener("change", () => switchMood(mood.checked));

byId("language").addEventListener("change", async () => {
  const language = byId("language").value;
  choose(language);
  try {
    await patch("/auth/me", { locale: language.split("-")[0] });
    location.reload();
  } catch (error) {
    tellError(error);
  }
});
byId("portal").addEventListener("click", () => busy(byId("portal"), async () => {
  location.assign((await ask("/subscriptions/portal")).portal_url);
}));
byId("export").addEventListener("click", () => busy(byId("export"), () => download("/account/export", "solacore.json")));

const dialog = byId("confirm");
byId("delete").addEventListener("click", () => dialog.showModal());
byId("confirm-no").addEventListener("click", () => dialog.close());
byId("confirm-form").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  const typed = byId("confirm-email");
  if (!email || typed.value.trim().toLowerCase() !== email.toLowerCase()) {
    typed.setAttribute("aria-invalid", "true");
    typed.focus();
    return;
  }
  try {
    await remove("/account");
    forgetPrivate();
    tellSignedOut();
    location.replace("/login?why=erased");
  } catch (error) {
    dialog.close();
    tellError(error);
  }
});

for (const show of [showPerson, showReminders, showPlan, showDevices, showSignIns]) show().catch(tellError);
