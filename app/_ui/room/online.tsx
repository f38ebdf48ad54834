"use client";

import { useTranslations } from "next-intl";
import type { User } from "../../../lib/protocol";
import { Avatar } from "../avatar";

/** Who is in the room now, yourself first. */
export function OnlineList({ online, you }: { online: readonly User[]; you: User | undefined }) {
  const t = useTranslations("room");
  const order = (user: User) => (user.id === you?.id ? 0 : 1);
  const people = [...online].sort((a, b) => order(a) - order(b) || a.username.localeCompare(b.username));
  return (
    <section aria-label={t("people")}>
      <h2 className="mb-3 flex items-baseline justify-between text-sm font-semibold">
        {t("online")}
        <span className="font-normal text-muted">
          {people.length > 0 && t("onlineCount", { count: people.length })}
        </span>
      </h2>
      {people.length === 0 && <p className="text-sm text-muted">{t("nobody")}</p>}
      <ul className="flex flex-col gap-1">
        {people.map((user) => (
          <li key={user.id} className="flex min-h-10 items-center gap-2.5">
            <Avatar name={user.username} className="size-8 rounded-full" />
            <bdi className="min-w-0 truncate text-sm">{user.username}</bdi>
            {user.id === you?.id && <span className="shrink-0 text-xs text-muted">({t("you")})</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
