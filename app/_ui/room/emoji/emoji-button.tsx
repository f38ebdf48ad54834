"use client";

import { Smile } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useRef, useState } from "react";
import { Part } from "@/app/_ui/lazy/part";
import { useOpener } from "@/app/_ui/lazy/use-opener";
import { edit } from "@/app/_ui/room/composer/formatting/use-format-keys";
import { emojiPicker } from "./emoji-picker-part";

/** Opens the emoji picker, which inserts an emoji at the field's caret. */
export function EmojiButton({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const t = useTranslations("emoji");
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const opener = useOpener(emojiPicker, open, setOpen);
  function insert(emoji: string) {
    setOpen(false);
    if (field.current) edit(field.current, (selected) => withEmoji(selected, emoji));
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={t("open")}
        {...opener}
        onClick={() => (open ? setOpen(false) : opener.onClick())}
        className="absolute right-1 bottom-1 inline-flex size-9 items-center justify-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
      >
        <Smile className="size-5" aria-hidden="true" />
      </button>
      <Part
        part={emojiPicker}
        wanted={open}
        giveUp={() => setOpen(false)}
        with={{
          title: "open",
          anchor: button,
          button,
          open,
          onOpenChange: setOpen,
          onChoose: insert,
          finalFocus: () => field.current,
        }}
      />
    </>
  );
}

/** Replaces the selection, and puts the caret after the emoji. */
function withEmoji({ text, start, end }: { text: string; start: number; end: number }, emoji: string) {
  const caret = start + emoji.length;
  return { text: text.slice(0, start) + emoji + text.slice(end), start: caret, end: caret };
}
