"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, type Ref, useCallback, useContext, useState } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { Marks } from "@/app/_ui/pins/marks";
import { useLineTab } from "@/app/_ui/room/log/roving";
import type { Point } from "@/app/_ui/room/messages/gestures/use-long-press";
import { mayBeTall } from "@/app/_ui/room/messages/tall";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";
import { type Opened, returnFocusTo } from "./menu-anchor";
import type { MessageMenuPopupProps } from "./message-menu-popup";

/** Opens a message's menu at its button, or at the point of a long press. */
type Open = (message: Message, button: HTMLElement, point?: Point) => void;
const OpenMenu = createContext<Open | undefined>(undefined);

/** Undefined where messages have no menu. */
export function useOpenMenu(): Open | undefined {
  return useContext(OpenMenu);
}

const popup = new LazyPart<MessageMenuPopupProps>(() =>
  import("./message-menu-popup").then((code) => code.MessageMenuPopup),
);

interface MessageMenusProps {
  onMarkUnread: (seq: number) => void;
  children: ReactNode;
}

/** One menu for all messages inside, and their marks. */
export function MessageMenus({ onMarkUnread, children }: MessageMenusProps) {
  const { preview } = useRoomContext();
  const [opened, setOpened] = useState<Opened>();
  const [isOpen, setOpen] = useState(false);
  const { copy, outcome } = useCopy();
  const open = useCallback<Open>(
    (message, button, point) => {
      // A deleted message has no actions in a preview.
      if (preview && message.deletedAt) return;
      setOpened({ message, button, point, focus: returnFocusTo(button) });
      setOpen(true);
      // Tries again if the code could not be loaded before.
      void popup.load();
    },
    [preview],
  );
  return (
    <OpenMenu value={open}>
      <Marks>{children}</Marks>
      <CopyStatus outcome={outcome} />
      <Part
        part={popup}
        wanted={isOpen}
        giveUp={() => setOpen(false)}
        with={{ opened, isOpen, setOpen, copy, onMarkUnread }}
      />
    </OpenMenu>
  );
}

function CopyStatus({ outcome }: { outcome: ReturnType<typeof useCopy>["outcome"] }) {
  const t = useTranslations("select");
  return (
    <div
      role="status"
      data-testid="copy-status"
      className="pointer-events-none absolute inset-x-3 bottom-3 z-10 flex justify-center"
    >
      {outcome && (
        <p className="rounded-full bg-ink px-4 py-2 text-center text-sm text-paper shadow-float">{t(outcome)}</p>
      )}
    </div>
  );
}

/** The menu's button beside a message. With a mouse it shows on hover; by touch, a long press opens the menu too. */
export function MessageMenuButton({ message, ref }: { message: Message; ref: Ref<HTMLButtonElement> }) {
  const t = useTranslations("unread");
  const open = useContext(OpenMenu);
  const tab = useLineTab();
  if (!open) return null;
  return (
    <button
      ref={ref}
      type="button"
      tabIndex={tab}
      data-menu-button=""
      aria-haspopup="menu"
      aria-label={t("menu")}
      onClick={(event) => open(message, event.currentTarget)}
      // Sticky, so that it stays visible beside a message that is taller than the screen. Each sticky element makes scrolling slower.
      className={`${mayBeTall(message.body) ? "sticky top-2 bottom-2" : ""} inline-flex size-8 shrink-0 compact:size-6 items-center justify-center self-center rounded-lg text-muted opacity-50 transition-opacity group-focus-within/line:opacity-100 group-hover/line:opacity-100 hover:bg-sunken hover:text-ink pointer-fine:opacity-0 pointer-fine:focus-visible:opacity-100 pointer-fine:group-focus-within/line:opacity-100 pointer-fine:group-hover/line:opacity-100`}
    >
      <Ellipsis className="size-4" aria-hidden="true" />
    </button>
  );
}
