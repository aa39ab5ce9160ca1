/** Leaving: nothing private stays in this browser, and every tab of it shows the sign-in page. */

import { forgetPrivate } from "./storage.js";
import { onSignedOut, tellSignedOut } from "./tabs.js";

const isPrivatePage = () => document.documentElement.hasAttribute("data-private");

/** @param {"ended" | "left"} why the sign-in was ended elsewhere, or the person has signed out */
export function leave(why) {
  forgetPrivate();
  tellSignedOut();
  go(why);
}

/** Follows another tab that signs out. */
export function followSignOut() {
  onSignedOut(() => go("left"));
}

/** @param {string} why */
function go(why) {
  const query = new URLSearchParams({ why });
  if (why === "ended") query.set("next", location.pathname);
  if (why === "ended" || isPrivatePage()) location.replace(`/login?${query}`);
  else location.reload();
}
