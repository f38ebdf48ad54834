"use client";

import { useTranslations } from "next-intl";
import { BODY_MAX_CHARS, type CheckedBody } from "@/lib/text/body";
import { announcedStep, COUNTER_FROM } from "./counter-steps";

interface CounterProps extends CheckedBody {
  /** For the field's `aria-describedby`. */
  id: string;
  className?: string;
}

/**
 * The number of characters left, once few are left, or why the text cannot be sent. Announced at steps, not at every key press.
 */
export function Counter({ id, left, problem, className = "" }: CounterProps) {
  const t = useTranslations("room");
  const step = announcedStep(left);
  const unsendable =
    (problem === "too_large" || problem === "broken" || problem === "marks") && t(`unsendable.${problem}`);
  return (
    <>
      <p id={id} className={`text-xs ${problem && problem !== "empty" ? "text-danger" : "text-muted"} ${className}`}>
        {unsendable || (left < 0 ? t("over", { count: -left }) : left <= COUNTER_FROM && t("left", { count: left }))}
      </p>
      <p role="status" className="sr-only">
        {unsendable ||
          (step === "over" ? t("tooLong", { max: BODY_MAX_CHARS }) : step && t("leftAtMost", { count: step }))}
      </p>
    </>
  );
}
