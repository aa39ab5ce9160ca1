import { post } from "../lib/api.js";
import { byId } from "../lib/dom.js";
import { handleForm, takeToken } from "../lib/forms.js";
import { tell } from "../lib/notice.js";
import { t } from "../lib/words.js";

const token = takeToken();
const form = byId("form");
form.hidden = !token;
handleForm(form, async ({ new_password }) => {
  await post("/auth/reset-password", { token, new_password }, { isPublic: true });
  form.hidden = true;
  byId("ways-on").hidden = false;
  tell(t("Your password is changed. You are signed out on every device; please sign in with the new one."));
});
