"use client";

import { Popover } from "@base-ui/react/popover";
import { useTranslations } from "next-intl";
import { type ComponentProps, type RefObject, useRef } from "react";
import { useMediaQuery } from "@/app/_ui/hooks/use-media-query";
import { Sheet } from "@/app/_ui/kit/sheet";
import { useEnterBreaksLines } from "@/app/_ui/room/composer/keys";
import { EmojiPanel } from "./emoji-panel";

export interface EmojiPickerProps {
  title: "open" | "react";
  /** Where the picker opens on large screens. */
  anchor: ComponentProps<typeof Popover.Positioner>["anchor"];
  /** The button that opens and closes the picker, if there is one. */
  button?: RefObject<HTMLElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Called with the emoji in the chosen skin tone. */
  onChoose: (emoji: string) => void;
  /** The element that gets the focus after the picker has closed. */
  finalFocus: () => HTMLElement | null;
}

/** Elsewhere a popover would cover the page, or would not fit. */
const IS_LARGE = "(min-width: 40rem) and (min-height: 30rem)";

/** All emoji, with a search: beside its button on large screens, as a sheet on phones and in low windows. */
export function EmojiPicker(props: EmojiPickerProps) {
  return useMediaQuery(IS_LARGE) ? <PickerPopover {...props} /> : <PickerSheet {...props} />;
}

function PickerPopover({ title, anchor, button, open, onOpenChange, onChoose, finalFocus }: EmojiPickerProps) {
  const t = useTranslations("emoji");
  const popup = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const isTouch = useEnterBreaksLines();
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next, details) => {
        const { target } = details.event;
        // The button closes the picker itself. If this did, the click that follows would open it again.
        const isButton = target instanceof Node && button?.current?.contains(target);
        if (!next && details.reason === "outside-press" && isButton) details.cancel();
        else onOpenChange(next);
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="top" align="end" sideOffset={8} collisionPadding={8} className="z-40">
          <Popover.Popup
            aria-label={t(title)}
            ref={popup}
            // By touch, the focus in the search would open the keyboard over the emoji.
            initialFocus={isTouch ? popup : search}
            finalFocus={finalFocus}
            className="popup flex h-108 max-h-(--available-height) w-90 max-w-(--available-width) origin-(--transform-origin) flex-col p-3"
          >
            <EmojiPanel search={search} onChoose={onChoose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function PickerSheet({ title, open, onOpenChange, onChoose, finalFocus }: EmojiPickerProps) {
  const t = useTranslations("emoji");
  const search = useRef<HTMLInputElement>(null);
  return (
    <Sheet title={t(title)} open={open} onOpenChange={onOpenChange} finalFocus={finalFocus}>
      <div className="flex h-[min(26rem,65dvh)] min-h-56 flex-col">
        <EmojiPanel search={search} onChoose={onChoose} />
      </div>
    </Sheet>
  );
}
