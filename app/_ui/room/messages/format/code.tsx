"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { useLineTab } from "@/app/_ui/room/log/roving";
import type { CodeToken } from "./highlight";

interface CodeProps {
  text: string;
  /** What follows the opening fence. */
  language?: string;
}

/** A block of code, with a button that copies it. The highlighter is loaded with the first block in a language. */
export function Code({ text, language }: CodeProps) {
  const t = useTranslations("format");
  const tab = useLineTab();
  const tokens = useTokens(text, language);
  const { copy, outcome } = useCopy();
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <figure className="min-w-0 overflow-hidden rounded-xl border border-line bg-sunken text-ink">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line pl-3 text-xs text-muted">
        <span className="truncate">{language ?? t("code")}</span>
        <button
          type="button"
          tabIndex={tab}
          onClick={() => void copy(text)}
          className="inline-flex min-h-9 shrink-0 items-center gap-1 rounded-lg px-2.5 font-semibold hover:text-ink"
        >
          <Icon className="size-3.5" aria-hidden="true" />
          <span aria-live="polite">{t(outcome ?? "copyCode")}</span>
        </button>
      </figcaption>
      <pre
        // Reached by Tab, since it may scroll sideways.
        tabIndex={tab}
        dir="ltr"
        className="overflow-x-auto px-3 py-2 font-mono text-[0.85em] leading-normal wrap-normal whitespace-pre [tab-size:4] focus-visible:-outline-offset-2"
      >
        <code>
          {tokens?.map(({ look, value }, i) =>
            look ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no other key, and never move.
              <span key={i} className={look}>
                {value}
              </span>
            ) : (
              value
            ),
          ) ?? text}
        </code>
      </pre>
    </figure>
  );
}

/** The code's tokens; undefined: its language is unknown, or the highlighter is not loaded yet. */
function useTokens(text: string, language: string | undefined): CodeToken[] | undefined {
  const [tokens, setTokens] = useState<CodeToken[]>();
  useEffect(() => {
    if (!language) return;
    let isCurrent = true;
    import("./highlight")
      .then(({ highlight }) => isCurrent && setTokens(highlight(text, language)))
      .catch(() => {
        // Offline, or a new build has replaced the file: the code stays in one colour.
      });
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return tokens;
}
