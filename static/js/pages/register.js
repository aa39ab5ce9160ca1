import { byId } from "../lib/dom.js";
import { enter } from "../lib/entering.js";
import { handleForm } from "../lib/forms.js";
import { locale } from "../lib/language.js";

handleForm(byId("form"), ({ email, password }) => enter("/auth/register", email, { email, password, locale }));
