"use client";

import { Popover } from "@base-ui/react/popover";
import { useTranslations } from "next-intl";

/** The most names in the popup. Further readers are counted. */
const NAMES_MAX = 30;

export interface ReadersPopupProps {
  /** Displayed names. */
  names: readonly string[];
  button: HTMLElement | null;
  open: boolean;
  close: () => void;
  /** The mouse is over the names, or has left them. */
  onPointerEnter: () => void;
  onPointerLeave: () => void;
}

/** The names of a message's readers, beside its button. */
export function ReadersPopup({ names, button, open, close, ...pointer }: ReadersPopupProps) {
  const t = useTranslations("receipts");
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next, details) => {
        const { target } = details.event;
        // The button handles presses on it itself.
        if (details.reason === "outside-press" && target instanceof Node && button?.contains(target)) details.cancel();
        else if (!next) close();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={button} sideOffset={4} align="end" className="z-40">
          <Popover.Popup
            initialFocus={false}
            finalFocus={false}
            {...pointer}
            className="popup max-h-[min(16rem,var(--available-height))] max-w-60 origin-(--transform-origin) overflow-y-auto px-3.5 py-2.5 text-sm"
          >
            <Popover.Title className="mb-1 text-xs font-semibold text-muted">{t("names")}</Popover.Title>
            <ul className="flex flex-col gap-1">
              {names.slice(0, NAMES_MAX).map((name, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: several readers may have no known name.
                <li key={`${name} ${i}`} className="truncate">
                  <bdi>{name}</bdi>
                </li>
              ))}
            </ul>
            {names.length > NAMES_MAX && (
              <p className="mt-1 text-muted">{t("more", { count: names.length - NAMES_MAX })}</p>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
