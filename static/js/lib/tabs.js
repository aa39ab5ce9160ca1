/** Word between the tabs of this browser, so that signing out is at once and everywhere. */

const SIGNED_OUT = "signed-out";
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("solacore") : null;

/** Tells the other tabs that nobody is signed in any more. */
export function tellSignedOut() {
  channel?.postMessage(SIGNED_OUT);
}

/** @param {() => void} react called when another tab has signed out */
export function onSignedOut(react) {
  channel?.addEventListener("message", (event) => {
    if (event.data === SIGNED_OUT) react();
  });
}
