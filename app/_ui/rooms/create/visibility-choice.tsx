"use client";

import { Globe, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Visibility } from "@/lib/protocol/levels";

const ICONS = { public: Globe, private: Lock };

/** Chooses whether everybody or only invited users can find and join the room. The form's field `visibility`. */
export function VisibilityChoice({ initial }: { initial: Visibility }) {
  const t = useTranslations("visibility");
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{t("label")}</legend>
      <div className="grid gap-2">
        {(["public", "private"] as const).map((each) => {
          const Icon = ICONS[each];
          return (
            <label
              key={each}
              className="flex cursor-pointer items-start gap-3 rounded-xl border border-line-strong p-3 transition-colors has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="visibility"
                value={each}
                defaultChecked={each === initial}
                className="peer sr-only"
              />
              <Icon className="mt-0.5 size-4.5 shrink-0 text-muted peer-checked:text-accent" aria-hidden="true" />
              <span>
                <span className="block text-sm font-semibold">{t(`${each}.title`)}</span>
                <span className="mt-0.5 block text-sm text-muted">{t(`${each}.body`)}</span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
