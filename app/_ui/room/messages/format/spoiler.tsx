"use client";

import { EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";

/**
 * Text that is hidden until its button is pressed.
 * @param text the content without formats, for the size of the button. Links in it cannot be pressed while it is hidden.
 */
export function Spoiler({ text, children }: { text: string; children: ReactNode }) {
  const t = useTranslations("format");
  const tab = useLineTab();
  const [isShown, setShown] = useState(false);
  return (
    <span data-spoiler={isShown ? "shown" : "hidden"} className={isShown ? "rounded-md bg-sunken px-1" : ""}>
      <button
        type="button"
        tabIndex={tab}
        aria-expanded={isShown}
        aria-label={t(isShown ? "hideSpoiler" : "showSpoiler")}
        onClick={() => setShown(!isShown)}
        className={`max-w-full text-left ${isShown ? "mr-1 inline-flex align-middle text-muted hover:text-ink" : "rounded-md bg-ink/75 px-1 hover:bg-ink/65 forced-colors:border"}`}
      >
        {isShown ? (
          <EyeOff className="size-4" aria-hidden="true" />
        ) : (
          // Keeps the button as large as the content, without showing it to eyes, screen readers or the browser's search.
          <span aria-hidden="true" className="invisible">
            {text}
          </span>
        )}
      </button>
      {isShown && children}
    </span>
  );
}
