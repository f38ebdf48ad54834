"use client";

import { Bookmark, BookmarkX, Pin, PinOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Item } from "@/app/_ui/room/messages/actions/message-action-items";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";
import type { Keep } from "./use-keep";
import { useMayPin } from "./use-may-pin";

/** The items of a message's menu that pin it and save it for later. A deleted message can only be removed from the lists. */
export function KeepItems({ message, keep }: { message: Message; keep: Keep }) {
  const t = useTranslations();
  const { room } = useRoomContext();
  const mayPin = useMayPin();
  const isPinned = room.pinned?.includes(message.seq) ?? false;
  const isSaved = room.saved?.includes(message.seq) ?? false;
  const isGone = message.deletedAt !== undefined;
  return (
    <>
      {mayPin && (isPinned || !isGone) && (
        <Item
          icon={isPinned ? PinOff : Pin}
          label={t(isPinned ? "pins.unpin" : "pins.pin")}
          onPress={() => keep.set("pinned", message, !isPinned)}
        />
      )}
      {(isSaved || !isGone) && (
        <Item
          icon={isSaved ? BookmarkX : Bookmark}
          label={t(isSaved ? "saved.remove" : "saved.save")}
          onPress={() => keep.set("saved", message, !isSaved)}
        />
      )}
    </>
  );
}
