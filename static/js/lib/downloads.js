/** Files to keep. They are fetched by the API client, so that an expired token is no error page. */

import { request } from "./api.js";
import { el } from "./dom.js";

/** @param {string} path @param {string} name of the file, unless the server has one */
export async function download(path, name) {
  const response = await request(path, { headers: { Accept: "*/*" } });
  const disposition = response.headers.get("Content-Disposition") ?? "";
  const given = /filename="([^"]+)"/.exec(disposition)?.[1];
  const address = URL.createObjectURL(await response.blob());
  el("a", { href: address, download: given ?? name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
