import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type catalogue from "../_i18n/ko.json";
import type { Failure } from "./call-api";

type Known = keyof (typeof catalogue)["problems"];

/** From here on a wait is told in minutes. */
const LONG_WAIT_S = 100;

/**
 * Turns a problem's code, or a whole failure, into a sentence; one that has none of its own becomes the general one. Who
 * asked too often is told how long to wait, where the failure knows.
 */
export function useProblem(): (problem: string | Pick<Failure, "code" | "retryAfterS">) => string {
  const t = useTranslations("problems");
  const wait = useTranslations("wait");
  return useCallback(
    (problem) => {
      const { code, retryAfterS } = typeof problem === "string" ? { code: problem } : problem;
      if (code !== "rate_limited" || !retryAfterS) return t(t.has(code as Known) ? (code as Known) : "unknown");
      if (retryAfterS < LONG_WAIT_S) return wait("seconds", { count: retryAfterS });
      return wait("minutes", { count: Math.ceil(retryAfterS / 60) });
    },
    [t, wait],
  );
}
