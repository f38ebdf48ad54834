"use client";

import { Menu } from "@base-ui/react/menu";
import { Copy, Ellipsis, MailOpen, SmilePlus, TextSelect } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, type Ref, useCallback, useContext, useRef, useState } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { menuPopup } from "@/app/_ui/kit/menu-style";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { useOpenReactions } from "@/app/_ui/room/messages/reactions/reaction-names";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";
import { anchorAt, returnFocusTo, visibleArea } from "./menu-anchor";
import { Item, MessageActionItems } from "./message-action-items";
import { SelectSheet } from "./select-sheet";
import type { Point } from "./use-long-press";

/** Opens a message's menu at its button, or at the point of a long press. */
type Open = (message: Message, button: HTMLElement, point?: Point) => void;
const OpenMenu = createContext<Open | undefined>(undefined);

/** Undefined where messages have no menu. */
export function useOpenMenu(): Open | undefined {
  return useContext(OpenMenu);
}

interface Opened {
  message: Message;
  button: HTMLElement;
  point?: Point;
  /** The element in the message that had the keyboard focus, if any. */
  focus: HTMLElement;
}

interface MessageMenusProps {
  onMarkUnread: (seq: number) => void;
  children: ReactNode;
}

/** One menu for all messages inside. */
export function MessageMenus({ onMarkUnread, children }: MessageMenusProps) {
  const t = useTranslations();
  const { preview } = useRoomContext();
  const [opened, setOpened] = useState<Opened>();
  const [isOpen, setOpen] = useState(false);
  const [selecting, setSelecting] = useState<"lead" | "failed">();
  /** Whether the chosen item moves the focus into a dialog, the composer or the edit field, so that the menu must not restore it. */
  const movesFocus = useRef(false);
  const { copy, outcome } = useCopy();
  const open = useCallback<Open>(
    (message, button, point) => {
      // A deleted message has no actions in a preview.
      if (preview && message.deletedAt) return;
      movesFocus.current = false;
      setOpened({ message, button, point, focus: returnFocusTo(button) });
      setOpen(true);
    },
    [preview],
  );
  const moveFocus = useCallback(() => {
    movesFocus.current = true;
  }, []);
  const message = opened?.message;
  const openReactions = useOpenReactions();
  const text = message && !message.deletedAt ? message.body : undefined;

  async function copyAll(body: string) {
    if (!(await copy(body))) setSelecting("failed");
  }
  return (
    <OpenMenu value={open}>
      {children}
      <CopyStatus outcome={outcome} />
      <Menu.Root modal={false} open={isOpen} onOpenChange={setOpen}>
        <Menu.Portal>
          <MenuPlace opened={opened} isOpen={isOpen} finalFocus={() => (movesFocus.current ? false : opened?.focus)}>
            {message && <MessageActionItems message={message} moveFocus={moveFocus} />}
            {message?.reactions && (
              <Item
                icon={SmilePlus}
                label={t("reactions.open")}
                onPress={() => {
                  moveFocus();
                  openReactions(message.seq);
                }}
              />
            )}
            {text && <Item icon={Copy} label={t("act.copy")} onPress={() => void copyAll(text)} />}
            {text && (opened?.point || hasTouch()) && (
              <Item
                icon={TextSelect}
                label={t("select.open")}
                onPress={() => {
                  moveFocus();
                  setSelecting("lead");
                }}
              />
            )}
            {!preview && message && (
              <Item icon={MailOpen} label={t("unread.mark")} onPress={() => onMarkUnread(message.seq)} />
            )}
          </MenuPlace>
        </Menu.Portal>
      </Menu.Root>
      <SelectSheet
        text={text ?? ""}
        open={selecting !== undefined}
        afterFailure={selecting === "failed"}
        close={() => setSelecting(undefined)}
        finalFocus={() => opened?.focus ?? null}
      />
    </OpenMenu>
  );
}

interface MenuPlaceProps {
  opened: Opened | undefined;
  isOpen: boolean;
  finalFocus: () => HTMLElement | false | undefined;
  children: ReactNode;
}

/** The menu's popup, kept on the screen wherever the message is. */
function MenuPlace({ opened, isOpen, finalFocus, children }: MenuPlaceProps) {
  return (
    <Menu.Positioner
      anchor={() => (opened ? anchorAt(opened.button, opened.point) : null)}
      sideOffset={4}
      align={opened?.point ? "start" : "end"}
      // May cover the finger: on a phone with an open keyboard there is no space above or below it.
      collisionAvoidance={{ side: "shift", align: "shift", fallbackAxisSide: "none" }}
      collisionBoundary={isOpen ? visibleArea() : undefined}
      collisionPadding={8}
      className="z-40"
    >
      <Menu.Popup finalFocus={finalFocus} className={`${menuPopup} w-64`}>
        {children}
      </Menu.Popup>
    </Menu.Positioner>
  );
}

const hasTouch = () => window.matchMedia("(any-pointer: coarse)").matches;

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
      // Sticky, so that it stays visible beside a message that is taller than the screen.
      className="sticky top-2 bottom-2 inline-flex size-8 shrink-0 items-center justify-center self-center rounded-lg text-muted opacity-50 transition-opacity group-focus-within/line:opacity-100 group-hover/line:opacity-100 hover:bg-sunken hover:text-ink pointer-fine:opacity-0 pointer-fine:focus-visible:opacity-100 pointer-fine:group-focus-within/line:opacity-100 pointer-fine:group-hover/line:opacity-100"
    >
      <Ellipsis className="size-4" aria-hidden="true" />
    </button>
  );
}
