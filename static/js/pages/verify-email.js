import { post } from "../lib/api.js";
import { byId } from "../lib/dom.js";
import { handleForm, takeToken } from "../lib/forms.js";
import { tell } from "../lib/notice.js";
import { t } from "../lib/words.js";

// A button, because mail scanners open links: only a person confirms.
const token = takeToken();
const form = byId("form");
form.hidden = !token;
handleForm(form, async () => {
  await post("/auth/verify-email", { token }, { isPublic: true });
  form.hidden = true;
  byId("ways-on").hidden = false;
  tell(t("Thank you. Your address is confirmed."));
});
