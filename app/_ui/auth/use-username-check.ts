import { useEffect, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { ExistsAnswer } from "@/lib/protocol/http/accounts";
import type { Reason } from "@/lib/protocol/http/problems";
import { NEW_USERNAME_KIND } from "@/lib/text/names";
import { textProblem } from "@/lib/text/text-kind";

/** A name is checked once typing has paused for this long. */
const PAUSE_MS = 400;

export type UsernameCheck = "unknown" | "checking" | "free" | "taken" | { reason: Reason };

/** Why a text cannot be a username, or undefined. */
export function usernameReason(text: string): Reason | undefined {
  if (text.trim() === "") return "missing";
  return textProblem(NEW_USERNAME_KIND, text);
}

/** Whether a name is free. Requested shortly after the last key press; `unknown` without a response. */
export function useUsernameCheck(text: string): UsernameCheck {
  const [judged, setJudged] = useState<{ text: string; check: UsernameCheck }>({ text: "", check: "unknown" });
  useEffect(() => {
    if (text.trim() === "") return;
    const abort = new AbortController();
    const settle = (check: UsernameCheck) => abort.signal.aborted || setJudged({ text, check });
    const timer = setTimeout(() => {
      const reason = usernameReason(text);
      if (reason) return settle({ reason });
      settle("checking");
      ask(text, abort.signal).then(settle, () => {});
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return judged.text === text ? judged.check : "unknown";
}

async function ask(text: string, signal: AbortSignal): Promise<UsernameCheck> {
  const name = encodeURIComponent(NEW_USERNAME_KIND.form(text));
  const answer = await callApi<ExistsAnswer>(`/api/users/${name}`, { signal });
  if (!answer.ok) return "unknown";
  return answer.data.exists ? "taken" : "free";
}
