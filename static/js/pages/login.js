import { byId } from "../lib/dom.js";
import { enter } from "../lib/entering.js";
import { handleForm } from "../lib/forms.js";
import { busy, tell } from "../lib/notice.js";
import { t } from "../lib/words.js";

const why = new URLSearchParams(location.search).get("why");
if (why === "ended") tell(t("You were signed out. Please sign in again."), "warn");
if (why === "left") tell(t("You are signed out. Take care."), "good");
if (why === "erased") tell(t("Your account and everything in it is erased."), "good");

handleForm(byId("form"), ({ email, password }) => enter("/auth/login", email, { email, password }));
const beta = byId("beta");
beta?.addEventListener("click", () => busy(beta, () => enter("/auth/beta-login", "")));
