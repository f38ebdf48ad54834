"use client";

import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useBlocked, useNoteBlocked } from "@/app/_ui/inbox/blocked";
import { Avatar } from "@/app/_ui/kit/avatar";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { User } from "@/lib/protocol/room";
import { Section } from "./section";

/** Lists the people whom the user has blocked, each with a button to unblock them. */
export function BlockedPeople() {
  const t = useTranslations("account.blocked");
  const nameOf = useDisplayName();
  const hydrated = useHydrated();
  const { act, busy, error } = useAction();
  const { users: people } = useBlocked();
  const note = useNoteBlocked();
  async function unblock(user: User) {
    if (await act(user.id, `/api/blocks/${user.id}`, { method: "DELETE" })) note(user, false);
  }
  return (
    <Section title={t("title")} lead={t("lead")}>
      {people.length === 0 && <p className="text-muted">{t("none")}</p>}
      <ul className="divide-y divide-line">
        {people.map((user) => (
          <li key={user.id} className="flex min-h-14 items-center gap-3 py-1">
            <Avatar name={nameOf(user.username)} className="size-8 rounded-full" />
            <bdi className="min-w-0 flex-1 truncate">{nameOf(user.username)}</bdi>
            <Button look="quiet" busy={busy === user.id} disabled={!hydrated} onClick={() => unblock(user)}>
              {t("unblock")}
            </Button>
          </li>
        ))}
      </ul>
      <FormError>{error}</FormError>
    </Section>
  );
}
