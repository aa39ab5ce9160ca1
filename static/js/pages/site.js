/** What every page does: signing out, in all tabs, and keeping the way on when changing between forms. */

import { request } from "../lib/api.js";
import { followSignOut, leave } from "../lib/sign-out.js";
import { busy } from "../lib/notice.js";

followSignOut();

for (const element of document.querySelectorAll("[data-sign-out]")) {
  const button = /** @type {HTMLButtonElement} */ (element);
  button.addEventListener("click", () =>
    busy(button, async () => {
      await request("/auth/logout", { method: "POST" });
      leave("left");
    }),
  );
}

for (const element of document.querySelectorAll("[data-keep-next]")) {
  /** @type {HTMLAnchorElement} */ (element).search = location.search;
}

// A page from the browser's memory may be of somebody who has left since.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.documentElement.hasAttribute("data-private")) location.reload();
});
