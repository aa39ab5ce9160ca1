import { post } from "../lib/api.js";
import { byId } from "../lib/dom.js";
import { handleForm } from "../lib/forms.js";
import { tell } from "../lib/notice.js";
import { t } from "../lib/words.js";

const form = byId("form");
handleForm(form, async ({ email }) => {
  await post("/auth/forgot-password", { email }, { isPublic: true });
  form.hidden = true;
  tell(t("If there is an account with this address, a mail with a link is on its way. Please look into your spam folder as well."));
});
