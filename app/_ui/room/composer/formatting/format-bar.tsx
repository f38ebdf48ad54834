"use client";

import { Bold, Code, EyeOff, Italic, Strikethrough } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useState } from "react";
import { useEnterBreaksLines } from "@/app/_ui/room/composer/keys";
import { type Format, toggleFormat } from "./toggle-format";
import { edit } from "./use-format-keys";

const BUTTONS = [
  { format: "bold", label: "bold", icon: Bold, keys: "Control+B Meta+B" },
  { format: "italic", label: "italic", icon: Italic, keys: "Control+I Meta+I" },
  { format: "strike", label: "strike", icon: Strikethrough, keys: "Control+Shift+X Meta+Shift+X" },
  { format: "code", label: "inlineCode", icon: Code, keys: "Control+E Meta+E" },
  { format: "spoiler", label: "spoiler", icon: EyeOff, keys: undefined },
] as const satisfies readonly { format: Format; label: string; icon: unknown; keys: string | undefined }[];

export interface FormatBarProps {
  field: RefObject<HTMLTextAreaElement | null>;
}

/** Buttons of the formats, above a field in which text is selected. Not on touch screens: a phone shows a menu of its own there. */
export function FormatBar({ field }: FormatBarProps) {
  const t = useTranslations("format");
  const isTouch = useEnterBreaksLines();
  const isShown = useHasSelection(field);
  if (isTouch) return null;
  return (
    <div
      role="toolbar"
      // Hidden instead of removed: an element that comes or goes while the user types splits what they type into two undo steps.
      hidden={!isShown}
      aria-label={t("bar")}
      className="popup absolute bottom-full left-0 z-10 mb-1.5 flex gap-0.5 p-1 sm:left-5"
    >
      {BUTTONS.map(({ format, label, icon: Icon, keys }) => (
        <button
          key={format}
          type="button"
          // Not a tab stop: Tab goes on from the text to the next field, and each format has keys or is typed.
          tabIndex={-1}
          title={t(label)}
          aria-label={t(label)}
          aria-keyshortcuts={keys}
          // Keeps the focus and the selection in the text.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => field.current && edit(field.current, (selected) => toggleFormat(selected, format))}
          className="inline-flex size-9 items-center justify-center rounded-xl hover:bg-sunken"
        >
          <Icon className="size-4.5" aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}

function useHasSelection(field: RefObject<HTMLTextAreaElement | null>): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    const look = () => {
      const element = field.current;
      setHas(
        element !== null &&
          document.activeElement === element &&
          element.value.slice(element.selectionStart, element.selectionEnd).trim() !== "",
      );
    };
    // A field's selection: `selectionchange` bubbles from it in some browsers and is fired at the document in others.
    const events = ["selectionchange", "select", "focusin", "focusout", "input"] as const;
    for (const name of events) document.addEventListener(name, look);
    return () => {
      for (const name of events) document.removeEventListener(name, look);
    };
  }, [field]);
  return has;
}
