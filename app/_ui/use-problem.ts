import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type catalogue from "../_i18n/ko.json";

type Known = keyof (typeof catalogue)["problems"];

/** Turns a problem's code into a sentence; one that has none of its own becomes the general one. */
export function useProblem(): (code: string) => string {
  const t = useTranslations("problems");
  return useCallback((code) => t(t.has(code as Known) ? (code as Known) : "unknown"), [t]);
}
