import { post } from "../lib/api.js";
import { byId } from "../lib/dom.js";
import { handleForm, takeToken } from "../lib/forms.js";
import { tell } from "../lib/notice.js";
import { t } from "../lib/words.js";

// A button, because mail scanners open links: only a person stops the reminders.
const token = takeToken();
const form = byId("form");
form.hidden = !token;
handleForm(form, async () => {
  await post("/reminders/unsubscribe", { token }, { isPublic: true });
  form.hidden = true;
  byId("ways-on").hidden = false;
  tell(t("Done. You will get no more reminders."));
});
