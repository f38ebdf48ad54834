import { useState } from "react";
import { type Answer, type ApiCall, callApi } from "./call-api";
import { useProblemText } from "./use-problem-text";

/**
 * Runs one API action of a screen at a time. Returns the running action and the error text of the last one.
 * @param explain the screen's own text for a problem code; undefined: the general text.
 */
export function useAction(explain?: (code: string) => string | undefined) {
  const problem = useProblemText();
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<string>();

  /** `name` identifies the action in `busy`. Returns undefined if the action failed or another one is running. */
  async function act<T>(
    name: string,
    path: string,
    call: ApiCall,
  ): Promise<Extract<Answer<T>, { ok: true }> | undefined> {
    if (busy !== undefined) return undefined;
    setBusy(name);
    setError(undefined);
    const answer = await callApi<T>(path, call);
    setBusy(undefined);
    if (answer.ok) return answer;
    setError(explain?.(answer.code) ?? problem(answer));
    return undefined;
  }
  return { act, busy, error };
}
