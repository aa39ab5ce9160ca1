import { ask, post } from "/static/js/lib/api.js";
import { refreshOnce } from "/static/js/lib/refresh.js";
import { answer, equal, network, rejected, restore } from "./assert.js";

const EXPIRED = () => answer(401, { error: "INVALID_TOKEN", detail: "" });

/** @param {Parameters<typeof network>[0]} answers @param {() => Promise<void>} test @returns {Promise<string[]>} */
async function within(answers, test) {
  const asked = network(answers);
  try {
    await test();
  } finally {
    restore();
  }
  return asked.map(([path]) => path);
}

export const tests = {
  "an expired token is refreshed and the request sent again": async () => {
    let isFresh = false;
    const paths = await within((path) => {
      if (path === "/auth/refresh") isFresh = true;
      return path === "/auth/refresh" || isFresh ? answer(200, { ok: true }) : EXPIRED();
    }, async () => equal(await ask("/sessions"), { ok: true }));
    equal(paths, ["/sessions", "/auth/me", "/auth/refresh", "/sessions"]);
  },
  "a sign-in that was ended, and followed by another one, goes on": async () => {
    let isNew = false;
    const paths = await within((path) => {
      if (path === "/auth/refresh") isNew = true;
      return isNew ? answer(200, {}) : answer(401, { error: "SESSION_REVOKED", detail: "" });
    }, async () => { await ask("/sessions"); });
    equal(paths, ["/sessions", "/auth/me", "/auth/refresh", "/sessions"]);
  },
  "requests that find it expired at once share one refresh": async () => {
    let isFresh = false;
    const paths = await within(async (path) => {
      if (path !== "/auth/refresh") return isFresh ? answer(200, {}) : EXPIRED();
      await new Promise((resolve) => setTimeout(resolve, 20));
      isFresh = true;
      return answer(200, {});
    }, async () => { await Promise.all([ask("/a"), ask("/b"), ask("/c")]); });
    equal(paths.filter((path) => path === "/auth/refresh").length, 1);
    equal(paths.length, 8);
  },
  "another tab has refreshed since: nothing more to do": async () => {
    const paths = await within(() => answer(200, {}), async () => equal(await refreshOnce(), true));
    equal(paths, ["/auth/me"]);
  },
  "a refresh that can't be asked for is no sign-out": async () => {
    await within((path) => {
      if (path === "/auth/refresh") throw new TypeError("failed to fetch");
      return EXPIRED();
    }, async () => equal((await rejected(ask("/sessions"))).code, "OFFLINE"));
  },
  "a public request's 401 means what it says": async () => {
    const paths = await within(() => answer(401, { error: "INVALID_CREDENTIALS", detail: "" }),
      async () => equal((await rejected(post("/auth/login", {}, { isPublic: true }))).code, "INVALID_CREDENTIALS"));
    equal(paths, ["/auth/login"]);
  },
  "a write carries the CSRF token, and gets a new one when it is refused": async () => {
    document.cookie = "csrf_token=abc; Path=/";
    const asked = network((path, init) => {
      if (path === "/auth/csrf") document.cookie = "csrf_token=def; Path=/";
      return path === "/auth/csrf" || init.headers["X-CSRF-Token"] === "def" ? answer(200, {})
        : answer(403, { error: "CSRF_TOKEN_INVALID", detail: "" });
    });
    try {
      await post("/sessions", {});
    } finally {
      restore();
    }
    equal(asked.map(([path, init]) => [path, init.headers["X-CSRF-Token"]]),
      [["/sessions", "abc"], ["/auth/csrf", undefined], ["/sessions", "def"]]);
  },
  "an error carries code, params and the wait": async () => {
    await within(() => answer(429, { error: "RATE_LIMITED", detail: "d", params: { retry_after: 7 } }, { "Retry-After": "7" }),
      async () => {
        const error = await rejected(ask("/x"));
        equal([error.code, error.params, error.retryAfter, error.isPassing], ["RATE_LIMITED", { retry_after: 7 }, 7, true]);
      });
  },
  "an answer that is no JSON is a fault of ours": async () => {
    await within(() => new Response("<html>", { status: 502 }),
      async () => equal((await rejected(ask("/x"))).code, "INTERNAL_ERROR"));
  },
};
