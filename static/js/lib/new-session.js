/** Starting a session, in the language of the page. */

import { post } from "./api.js";
import { locale } from "./language.js";

/** Starts one and opens it. @throws {import("./api-error.js").ApiError} */
export async function startSession() {
  const { session_id } = await post("/sessions", { locale });
  location.assign(`/app/sessions/${session_id}`);
}
