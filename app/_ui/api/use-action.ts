import { useState } from "react";
import { type Answer, type ApiCall, callApi } from "./call-api";
import { useProblemText } from "./use-problem-text";

/**
 * Runs one API action of a screen at a time: returns the running action and a sentence about why the last one failed.
 * @param explain the screen's own sentence for a code.
 */
export function useAction(explain?: (code: string) => string | undefined) {
  const problem = useProblemText();
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<string>();

  /** `name` tells acts of one screen apart. Undefined: it failed, or another is still under way. */
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
