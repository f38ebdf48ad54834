"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { useQuery } from "@/app/_ui/api/use-query";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useServerNow } from "@/app/_ui/hooks/use-server-now";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Invite, InvitesAnswer } from "@/lib/protocol/http/invites";
import { SettingsState } from "./settings-state";

/** Lists the valid invites, each with a button to revoke it. */
export function SettingsInvites() {
  const t = useTranslations("settings.invites");
  const { room } = useRoomContext();
  const { act, busy, error } = useAction();
  const path = `/api/rooms/${room.id}/invites`;
  const { data, failed, retry, setData } = useQuery<InvitesAnswer>(path);

  async function revoke(id: string) {
    if (await act(id, `${path}/${id}`, { method: "DELETE" }))
      setData((now) => ({ invites: now.invites.filter((invite) => invite.id !== id) }));
  }
  if (!data || failed) return <SettingsState failed={failed} retry={retry} />;
  return (
    <>
      <p className="mb-2 text-sm text-muted">{t("lead")}</p>
      {data.invites.length === 0 && <p className="py-6 text-center text-muted">{t("none")}</p>}
      <ul className="divide-y divide-line">
        {data.invites.map((invite) => (
          <li key={invite.id} className="flex min-h-14 items-center gap-3 py-2">
            <InviteWords invite={invite} />
            <Button look="quiet" busy={busy === invite.id} onClick={() => revoke(invite.id)}>
              {t("revoke")}
            </Button>
          </li>
        ))}
      </ul>
      <FormError>{error}</FormError>
    </>
  );
}

function InviteWords({ invite }: { invite: Invite }) {
  const t = useTranslations("settings.invites");
  const format = useFormatter();
  const now = useServerNow();
  const nameOf = useDisplayName();
  const { user, createdBy, expiresAt, uses, maxUses } = invite;
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate">{user ? <bdi>{nameOf(user.username)}</bdi> : t("link")}</p>
      <p className="text-sm text-muted">
        {t("by", { name: nameOf(createdBy.username) })}
        {!user && ` · ${maxUses === undefined ? t("uses", { uses }) : t("usesOf", { uses, maxUses })}`}
        {" · "}
        {expiresAt === undefined ? t("endless") : t("until", { when: format.relativeTime(expiresAt, now) })}
      </p>
    </div>
  );
}
