"use client";

import { useRoomContext } from "@/app/_ui/room/room-context";
import type { User } from "@/lib/protocol/room";

/** A person's name after an @; the user's own name is highlighted. */
export function Mention({ text, user }: { text: string; user: User }) {
  const { you } = useRoomContext();
  const isYou = user.id === you.id;
  return (
    <span
      data-mention={isYou ? "you" : "other"}
      className={isYou ? "rounded-md bg-accent px-1 font-semibold text-on-accent" : "font-semibold text-accent"}
    >
      {text}
    </span>
  );
}
