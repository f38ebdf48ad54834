"use client";

import { useTranslations } from "next-intl";
import { Sheet } from "@/app/_ui/kit/sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { isMac } from "./letter-key";

/** `mod` is Ctrl, or ⌘ on a Mac. */
const GROUPS = {
  everywhere: { switcher: ["mod", "K"], search: ["mod", "Shift", "F"], help: ["?"], close: ["Esc"] },
  writing: {
    send: ["Enter"],
    line: ["Shift", "Enter"],
    editLast: ["↑"],
    bold: ["mod", "B"],
    italic: ["mod", "I"],
    code: ["mod", "E"],
    strike: ["mod", "Shift", "X"],
  },
  message: {
    log: ["Shift", "Tab"],
    move: ["↑", "↓"],
    menu: ["Enter"],
    reply: ["R"],
    edit: ["E"],
    react: ["+"],
    remove: ["Delete"],
    back: ["Esc"],
  },
} as const;

type Group = keyof typeof GROUPS;

/** The dialog with all keyboard shortcuts, in groups. */
export function ShortcutsSheet({ opener, open, onOpenChange }: OpenedDialog) {
  const t = useTranslations("shortcuts");
  return (
    <Sheet title={t("title")} open={open} onOpenChange={onOpenChange} finalFocus={opener ?? false} isText>
      {Object.keys(GROUPS).map((group) => (
        <ShortcutGroup key={group} group={group as Group} />
      ))}
    </Sheet>
  );
}

function ShortcutGroup({ group }: { group: Group }) {
  const t = useTranslations("shortcuts");
  const keys: Record<string, readonly string[]> = GROUPS[group];
  return (
    <section aria-label={t(`${group}.title`)} className="mt-4 first:mt-0">
      <h3 className="pb-1 text-sm font-semibold text-muted">{t(`${group}.title`)}</h3>
      <dl className="divide-y divide-line">
        {Object.entries(keys).map(([name, pressed]) => (
          <div key={name} className="flex min-h-10 items-center justify-between gap-4 py-1">
            <dt className="text-sm">{t(`${group}.${name}` as "everywhere.switcher")}</dt>
            <dd className="flex shrink-0 gap-1">
              {pressed.map((key) => (
                <kbd
                  key={key}
                  className="inline-flex min-w-7 justify-center rounded-lg border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs font-semibold"
                >
                  {key === "mod" ? (isMac() ? "⌘" : "Ctrl") : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
