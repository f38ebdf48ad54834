"use client";

import Link from "next/link";
import type { ComponentProps, MouseEvent } from "react";
import { goInOpenLog } from "@/app/_ui/room/log/jump/open-log";

interface PlaceLinkProps extends Omit<ComponentProps<typeof Link>, "href" | "onClick"> {
  roomId: string;
  seq: number;
  /** Called when the link is followed on this page. */
  onChosen?: () => void;
}

/** A link to a message's place in its room. */
export function PlaceLink({ roomId, seq, onChosen, ...rest }: PlaceLinkProps) {
  const href = `/rooms/${roomId}?at=${seq}`;
  function choose(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    onChosen?.();
    // If the room is open, the server need not render it again.
    if (goInOpenLog(href)) event.preventDefault();
  }
  return <Link {...rest} href={href} prefetch={false} onClick={choose} />;
}
