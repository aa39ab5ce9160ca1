/** What a plan costs, and buying it. */

import { ask, post } from "../lib/api.js";
import { busy, tellError } from "../lib/notice.js";
import { intlLocale, t } from "../lib/words.js";

const isSignedIn = document.querySelector("[data-sign-out]") !== null;

/** @param {any} plan of /subscriptions/plans @returns {string} "" when it doesn't say */
function price(plan) {
  if (!plan.price) return "";
  const { amount, currency, interval, interval_count } = plan.price;
  const format = new Intl.NumberFormat(intlLocale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const shown = { amount: format.format(amount / 10 ** digits) };
  if (interval_count !== 1) return shown.amount;
  return interval === "month" ? t("{amount} a month", shown) : interval === "year" ? t("{amount} a year", shown) : shown.amount;
}

/** @param {any} plan */
function offer(plan) {
  const card = document.querySelector(`[data-tier="${CSS.escape(plan.tier)}"]`);
  const buy = /** @type {HTMLButtonElement | null} */ (card?.querySelector("[data-buy]"));
  if (!card || !buy || !plan.price_id) return;
  const shown = price(plan);
  if (shown) /** @type {Element} */ (card.querySelector("[data-price]")).textContent = shown;
  buy.hidden = false;
  buy.addEventListener("click", () => busy(buy, async () => {
    if (!isSignedIn) {
      location.assign("/login?next=/pricing");
      return;
    }
    location.assign((await post("/subscriptions/checkout", { price_id: plan.price_id })).checkout_url);
  }));
}

try {
  (await ask("/subscriptions/plans", { isPublic: true })).plans.forEach(offer);
} catch (error) {
  tellError(error);
}
