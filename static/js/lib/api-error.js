/** An answer of the API that is no success, or no answer. */

export class ApiError extends Error {
  /**
   * @param {string} code of the contract, or OFFLINE
   * @param {{status?: number, detail?: string, params?: Record<string, any>, retryAfter?: number | null}} [more]
   */
  constructor(code, { status = 0, detail = "", params = {}, retryAfter = null } = {}) {
    super(detail || code);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.params = params;
    /** Seconds after which it may work; null when the server doesn't say. */
    this.retryAfter = retryAfter;
  }

  /** The request never got an answer. */
  static offline() {
    return new ApiError("OFFLINE");
  }

  /** @param {Response} response @returns {Promise<ApiError>} */
  static async of(response) {
    /** @type {any} */
    const body = await response.json().catch(() => ({}));
    const wait = response.headers.get("Retry-After");
    return new ApiError(body.error ?? "INTERNAL_ERROR", {
      status: response.status,
      detail: body.detail,
      params: body.params,
      retryAfter: wait === null ? null : Number(wait),
    });
  }

  /** Whether the same request may succeed later, without a change of it. */
  get isPassing() {
    if (this.code === "LLM_BUDGET_EXCEEDED" || this.code === "REMOVAL_LIMIT_EXCEEDED") return false;
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
