"use client";

import { Menu } from "@base-ui/react/menu";
import { type LucideIcon, Pencil, Reply, SmilePlus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useContext } from "react";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";
import { mayRemove } from "./may-remove";
import { MessageActionsContext, QUICK_EMOJI } from "./message-actions";

interface MessageActionItemsProps {
  message: Message;
  /** Called by items that move the keyboard focus elsewhere, so that the menu does not restore it. */
  moveFocus: () => void;
  /** Opens the emoji picker. */
  pickEmoji: () => void;
}

const reactionItem =
  "flex size-10 cursor-pointer items-center justify-center rounded-xl font-emoji text-xl outline-none select-none data-highlighted:bg-sunken";

/** The actions on a message, as items of its menu. None where the user cannot write, and for deleted and system messages. */
export function MessageActionItems({ message, moveFocus, pickEmoji }: MessageActionItemsProps) {
  const t = useTranslations("act");
  const emojiText = useTranslations("emoji");
  const actions = useContext(MessageActionsContext);
  const here = useRoomContext();
  if (!actions || message.deletedAt || message.notice) return null;
  const isMine = message.author.id === here.you.id;
  const moving = (act: (message: Message) => void) => () => {
    moveFocus();
    act(message);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the items inside. */}
      <div className="mb-1 flex justify-between border-b border-line pb-1" onKeyDown={moveInRow}>
        {QUICK_EMOJI.map((emoji) => (
          <Menu.Item
            key={emoji}
            aria-label={t("react", { emoji })}
            onClick={() => actions.react(message, emoji)}
            className={reactionItem}
          >
            {emoji}
          </Menu.Item>
        ))}
        <Menu.Item aria-label={emojiText("react")} onClick={pickEmoji} className={reactionItem}>
          <SmilePlus className="size-5 text-muted" aria-hidden="true" />
        </Menu.Item>
      </div>
      <Item icon={Reply} label={t("reply")} onPress={moving(actions.reply)} />
      {isMine && <Item icon={Pencil} label={t("edit")} onPress={moving(actions.edit)} />}
      {mayRemove(message, here) && <Item icon={Trash2} label={t("remove")} onPress={moving(actions.remove)} />}
    </>
  );
}

/** ← and → go along the row of reactions, ↓ leaves it. The menu itself knows only a column. */
function moveInRow(event: KeyboardEvent<HTMLDivElement>): void {
  const row = event.currentTarget;
  const items = [...row.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = {
    ArrowRight: items[(at + 1) % items.length],
    ArrowLeft: items.at(at - 1),
    ArrowDown: row.nextElementSibling,
  }[event.key];
  if (at < 0 || !(next instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

export function Item({ icon: Icon, label, onPress }: { icon: LucideIcon; label: string; onPress: () => void }) {
  return (
    <Menu.Item className={menuItem} onClick={onPress}>
      <Icon className="size-4 text-muted" aria-hidden="true" />
      {label}
    </Menu.Item>
  );
}
