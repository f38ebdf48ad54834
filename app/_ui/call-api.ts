/** What a call came to: its data, or the stable code of why not. `offline` means that no answer came at all. */
export type Answer<T> = { ok: true; data: T } | { ok: false; code: string; status: number };

interface Call {
  method?: "GET" | "POST";
  body?: unknown;
  signal?: AbortSignal;
}

/** Calls our own API. Never throws, except to say that `signal` aborted it. */
export async function callApi<T = unknown>(
  path: string,
  { method = "GET", body, signal }: Call = {},
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const data: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    if (response.ok) return { ok: true, data: data as T };
    return { ok: false, status: response.status, code: codeOf(data) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, status: 0, code: "offline" };
  }
}

function codeOf(problem: unknown): string {
  const code = problem && typeof problem === "object" && "code" in problem ? problem.code : undefined;
  return typeof code === "string" ? code : "unknown";
}
