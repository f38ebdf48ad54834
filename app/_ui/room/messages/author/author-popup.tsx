"use client";

import { Popover } from "@base-ui/react/popover";
import { PersonPopup } from "@/app/_ui/room/members/profile/person-popup";
import { authorCard, type OpenedCard } from "./author-card";

export interface AuthorPopupProps {
  opened: OpenedCard | undefined;
}

/** The card of the author whose button was pressed last. */
export function AuthorPopup({ opened }: AuthorPopupProps) {
  if (!opened) return null;
  const { user, button, isOpen } = opened;
  return (
    <Popover.Root
      open={isOpen}
      onOpenChange={(next, details) => {
        const { target } = details.event;
        // Author buttons open and close the card themselves.
        const isButton = target instanceof Element && target.closest("[data-author-button]") !== null;
        if (!next && details.reason === "outside-press" && isButton) details.cancel();
        else if (!next) authorCard.close();
      }}
    >
      <PersonPopup key={user.id} user={user} anchor={button} close={authorCard.close} />
    </Popover.Root>
  );
}
