import { noteSession, pageUser } from "@/app/_ui/auth/page/page-user";
import { learnFrom } from "@/lib/client/connection/server-clock";
import { PAGE_USER_HEADER } from "@/lib/protocol/page-user-header";

/** Result of a call: its data, or a stable error code. `offline`: there was no response, or it broke off. */
export type Answer<T> = { ok: true; data: T } | ApiFailure;
/**
 * `reason`: why the first wrong field was refused, if one was. `retryAfterS`: when to retry, in seconds. `isUnsent`: the call was not
 * made, since an earlier step has failed.
 */
export type ApiFailure = {
  ok: false;
  code: string;
  reason?: string;
  retryAfterS?: number;
  isUnsent?: true;
  status: number;
};

export interface ApiCall {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
}

/** The server may have handled the call. */
const UNANSWERED: ApiFailure = { ok: false, status: 0, code: "offline" };

/** Calls our own API. Throws only if `signal` aborted the call. */
export async function callApi<T = unknown>(
  path: string,
  { method = "GET", body, signal }: ApiCall = {},
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      signal,
      headers: { ...ofPageUser(), ...(body !== undefined && { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const data: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    learnFrom(response.headers);
    // The connection broke within the response.
    if (response.ok && data === undefined && response.status !== 204) return UNANSWERED;
    if (response.ok) return { ok: true, data: data as T };
    const failure = { ok: false as const, status: response.status, ...explanation(data), ...wait(response.headers) };
    if (failure.code === "unauthenticated") noteSession("signed_out");
    if (failure.code === "other_account") noteSession("other_account");
    return failure;
  } catch (error) {
    if (signal?.aborted) throw error;
    return UNANSWERED;
  }
}

/** The header that makes the server refuse this page's calls if another user is signed in. */
function ofPageUser(): Record<string, string> {
  const user = pageUser();
  return user === undefined ? {} : { [PAGE_USER_HEADER]: user };
}

/** If the answer names a limit, the code ends with it: `limit_reached_day`. Accepts any data, since the response may come from a proxy that sends no problem+json. */
function explanation(data: unknown): Pick<ApiFailure, "code" | "reason"> {
  const { code, errors, limit } = (data && typeof data === "object" ? data : {}) as Record<string, unknown>;
  const reason: unknown = Array.isArray(errors) ? errors[0]?.reason : undefined;
  return {
    code: typeof code === "string" ? code + (typeof limit === "string" ? `_${limit}` : "") : "unknown",
    ...(typeof reason === "string" && { reason }),
  };
}

function wait(headers: Headers): Pick<ApiFailure, "retryAfterS"> {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(text) ? { retryAfterS: Number(text) } : {};
}
