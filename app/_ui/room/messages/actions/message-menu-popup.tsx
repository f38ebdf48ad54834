"use client";

import { Menu } from "@base-ui/react/menu";
import { Copy, Link, MailOpen, TextSelect, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { menuPopup } from "@/app/_ui/kit/menu-style";
import { Part } from "@/app/_ui/lazy/part";
import { KeepItems } from "@/app/_ui/pins/keep-items";
import { KeepStatus } from "@/app/_ui/pins/keep-status";
import { useKeep } from "@/app/_ui/pins/use-keep";
import { emojiPicker } from "@/app/_ui/room/emoji/emoji-picker-part";
import { useOpenReactions } from "@/app/_ui/room/messages/reactions/open-reactions";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { anchorAt, type Opened, visibleArea } from "./menu-anchor";
import { Item, MessageActionItems } from "./message-action-items";
import { MessageActionsContext } from "./message-actions";
import { SelectSheet } from "./select-sheet";

export interface MessageMenuPopupProps {
  opened: Opened | undefined;
  isOpen: boolean;
  setOpen: (open: boolean) => void;
  copy: (text: string) => Promise<boolean>;
  onMarkUnread: (seq: number) => void;
}

/** The menu of the message for which it was opened last, and the dialog for selecting a part of its text. */
export function MessageMenuPopup({ opened, isOpen, setOpen, copy, onMarkUnread }: MessageMenuPopupProps) {
  const t = useTranslations();
  const { preview, room } = useRoomContext();
  const [selecting, setSelecting] = useState<"lead" | "failed">();
  const [isPicking, setPicking] = useState(false);
  /** Whether the chosen item moves the focus into a dialog, the composer or the edit field, so that the menu must not restore it. */
  const movesFocus = useRef<Opened>(undefined);
  const moveFocus = useCallback(() => {
    movesFocus.current = opened;
  }, [opened]);
  const message = opened?.message;
  const openReactions = useOpenReactions();
  const keep = useKeep();
  const text = message && !message.deletedAt ? message.body : undefined;

  async function copyAll(body: string) {
    if (!(await copy(body))) setSelecting("failed");
  }
  return (
    <>
      <Menu.Root modal={false} open={isOpen} onOpenChange={setOpen}>
        <Menu.Portal>
          <MenuPlace
            opened={opened}
            isOpen={isOpen}
            finalFocus={() => (movesFocus.current === opened ? false : opened?.focus)}
          >
            {message && (
              <MessageActionItems
                message={message}
                moveFocus={moveFocus}
                pickEmoji={() => {
                  moveFocus();
                  setPicking(true);
                }}
              />
            )}
            {message?.reactions && (
              <Item
                icon={UsersRound}
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
            {message && text && (
              <Item icon={Link} label={t("act.copyLink")} onPress={() => void copy(linkTo(room.id, message.seq))} />
            )}
            {message && <KeepItems message={message} keep={keep} />}
            {!preview && message && (
              <Item icon={MailOpen} label={t("unread.mark")} onPress={() => onMarkUnread(message.seq)} />
            )}
          </MenuPlace>
        </Menu.Portal>
      </Menu.Root>
      <ReactionPicker opened={opened} open={isPicking} onOpenChange={setPicking} />
      <KeepStatus {...keep} />
      <SelectSheet
        text={text ?? ""}
        open={selecting !== undefined}
        afterFailure={selecting === "failed"}
        close={() => setSelecting(undefined)}
        finalFocus={() => opened?.focus ?? null}
      />
    </>
  );
}

interface ReactionPickerProps {
  opened: Opened | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Reacts to the menu's message with any emoji. */
function ReactionPicker({ opened, open, onOpenChange }: ReactionPickerProps) {
  const actions = useContext(MessageActionsContext);
  const close = () => onOpenChange(false);
  function choose(emoji: string) {
    close();
    if (opened) actions?.react(opened.message, emoji);
  }
  return (
    <Part
      part={emojiPicker}
      // Not where the user may no longer write.
      wanted={open && actions !== undefined}
      giveUp={close}
      with={{
        title: "react",
        anchor: () => (opened ? anchorAt(opened.button, opened.point) : null),
        open: open && actions !== undefined,
        onOpenChange,
        onChoose: choose,
        finalFocus: () => opened?.focus ?? null,
      }}
    />
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
      <Menu.Popup finalFocus={finalFocus} className={`${menuPopup} w-76`}>
        {children}
      </Menu.Popup>
    </Menu.Positioner>
  );
}

function linkTo(roomId: string, seq: number): string {
  return `${window.location.origin}/rooms/${roomId}?at=${seq}`;
}

const hasTouch = () => window.matchMedia("(any-pointer: coarse)").matches;
