"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import type { Emoji } from "./emoji-set";
import { TONES, toned } from "./tones";

const SAMPLE = "✋";

interface EmojiFooterProps {
  /** The emoji under the mouse, or with the focus. */
  named: Emoji | undefined;
  tone: number;
  onTone: (tone: number) => void;
}

/** The name of the current emoji, and the choice of a skin tone. */
export function EmojiFooter({ named, tone, onTone }: EmojiFooterProps) {
  const t = useTranslations("emoji");
  const locale = useLocale() === "ko" ? "ko" : "en";
  const name = useId();
  return (
    <div className="mt-1 flex shrink-0 items-center gap-2 border-t border-line pt-2">
      <p aria-hidden="true" className="min-w-0 flex-1 text-xs leading-tight pointer-coarse:hidden">
        {named && (
          <>
            <span className="block truncate font-semibold">{named.name[locale]}</span>
            <span className="block truncate text-muted">:{named.shortcode}:</span>
          </>
        )}
      </p>
      <fieldset className="flex shrink-0 pointer-coarse:flex-1">
        <legend className="sr-only">{t("tone")}</legend>
        {TONES.map((modifier, i) => (
          <label
            key={modifier}
            className="flex size-8 cursor-pointer items-center justify-center rounded-lg font-emoji text-lg select-none hover:bg-sunken has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent forced-colors:has-checked:outline-2 pointer-coarse:h-11 pointer-coarse:flex-1"
          >
            <input
              type="radio"
              name={name}
              checked={tone === i}
              onChange={() => onTone(i)}
              aria-label={t(`tones.${i as 0}`)}
              className="sr-only"
            />
            <span aria-hidden="true">{toned(SAMPLE, i)}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
