"use client";

import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { useLineTab } from "@/app/_ui/room/log/roving";
import type { User } from "@/lib/protocol/room";
import { authorCard } from "./author-card";
import type { AuthorPopupProps } from "./author-popup";

const popup = new LazyPart<AuthorPopupProps>(() => import("./author-popup").then((code) => code.AuthorPopup));

/** The picture beside a message; opens its author's card. */
export function AuthorButton({ author }: { author: User }) {
  const t = useTranslations("person");
  const name = useDisplayName()(author.username);
  const tab = useLineTab();
  return (
    <button
      type="button"
      data-author-button=""
      onClick={({ currentTarget }) => {
        // Until the code is there, a second press must not take back the first.
        if (popup.component === undefined) authorCard.close();
        authorCard.toggle(author, currentTarget);
        void popup.load();
      }}
      tabIndex={tab}
      aria-haspopup="dialog"
      aria-label={t("open", { name })}
      className="order-first mt-0.5 size-9 shrink-0 rounded-full compact:mt-0 compact:size-6"
    >
      <Avatar name={name} className="size-9 rounded-full compact:size-6 compact:text-xs" />
    </button>
  );
}

/** The card that the author buttons open. Rendered once in a room's screen. */
export function AuthorCard() {
  const opened = useSyncExternalStore(authorCard.subscribe, authorCard.getState, () => undefined);
  useEffect(() => authorCard.close, []);
  return <Part part={popup} wanted={opened?.isOpen ?? false} giveUp={authorCard.close} with={{ opened }} />;
}
