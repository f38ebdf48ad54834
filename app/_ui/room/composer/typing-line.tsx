"use client";

import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";

/** The names of users who are typing. The line has a constant height, which avoids layout shifts. Not a live region, since the names change too often. */
export function TypingLine({ names }: { names: readonly string[] }) {
  const t = useTranslations("typing");
  const nameOf = useDisplayName();
  const [first, second, ...others] = names.map(nameOf);
  const words =
    first === undefined
      ? ""
      : second === undefined
        ? t("one", { name: first })
        : others.length === 0
          ? t("two", { first, second })
          : t("more", { first, second, count: others.length });
  return (
    <p data-testid="typing" className="mx-auto h-5 w-full max-w-3xl shrink-0 truncate px-4 text-xs text-muted sm:px-6">
      {words && <Dots />}
      {words}
    </p>
  );
}

function Dots() {
  return (
    <span aria-hidden="true" className="mr-1.5 inline-flex gap-0.5 align-middle">
      <span className="size-1 animate-bounce rounded-full bg-muted" />
      <span className="size-1 animate-bounce rounded-full bg-muted [animation-delay:120ms]" />
      <span className="size-1 animate-bounce rounded-full bg-muted [animation-delay:240ms]" />
    </span>
  );
}
