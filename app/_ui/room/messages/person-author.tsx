"use client";

import { Popover } from "@base-ui/react/popover";
import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { PersonPopup } from "@/app/_ui/room/members/profile/person-popup";
import type { User } from "@/lib/protocol/room";

/** One card for all authors of a log, which may have thousands of lines. */
const card = Popover.createHandle<User>();

/** The picture beside a message; opens its author's card. */
export function AuthorButton({ author }: { author: User }) {
  const t = useTranslations("person");
  const name = useDisplayName()(author.username);
  const tab = useLineTab();
  return (
    <Popover.Trigger
      handle={card}
      payload={author}
      tabIndex={tab}
      aria-label={t("open", { name })}
      className="order-first mt-0.5 size-9 shrink-0 rounded-full"
    >
      <Avatar name={name} className="size-9 rounded-full" />
    </Popover.Trigger>
  );
}

/** The card that the author buttons open. Rendered once in a room's screen. */
export function AuthorCard() {
  return (
    <Popover.Root handle={card}>
      {({ payload: author }) => author && <PersonPopup key={author.id} user={author} close={() => card.close()} />}
    </Popover.Root>
  );
}
