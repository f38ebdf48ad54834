import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type catalogue from "@/app/_i18n/ko.json";
import type { ApiFailure } from "./call-api";

type Known = keyof (typeof catalogue)["problems"];

/** A wait of at least this length is shown in minutes. */
const LONG_WAIT_S = 100;

/**
 * Turns a problem's code, or a whole failure, into a text; unknown codes get the general one. The text of a failure may
 * say how long to wait, or that a room's name is reserved.
 */
export function useProblemText(): (problem: string | Pick<ApiFailure, "code" | "reason" | "retryAfterS">) => string {
  const t = useTranslations("problems");
  const wait = useTranslations("wait");
  return useCallback(
    (problem) => {
      const { code, reason, retryAfterS } = typeof problem === "string" ? { code: problem } : problem;
      if (code === "invalid_room_name" && reason === "invalid") return t("reserved_room_name");
      if (code !== "rate_limited" || !retryAfterS) return t(t.has(code as Known) ? (code as Known) : "unknown");
      if (retryAfterS < LONG_WAIT_S) return wait("seconds", { count: retryAfterS });
      return wait("minutes", { count: Math.ceil(retryAfterS / 60) });
    },
    [t, wait],
  );
}
