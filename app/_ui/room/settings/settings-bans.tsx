"use client";

import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { useQuery } from "@/app/_ui/api/use-query";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { BansAnswer } from "@/lib/protocol/http/members";
import { SettingsState } from "./settings-state";

/** Lists the banned users, each with a button to lift the ban. */
export function SettingsBans() {
  const t = useTranslations("settings.bans");
  const { room } = useRoomContext();
  const nameOf = useDisplayName();
  const { act, busy, error } = useAction();
  const path = `/api/rooms/${room.id}/bans`;
  const { data, failed, retry, setData } = useQuery<BansAnswer>(path);

  async function unban(id: string) {
    if (await act(id, `${path}/${id}`, { method: "DELETE" }))
      setData((now) => ({ banned: now.banned.filter((user) => user.id !== id) }));
  }
  if (!data || failed) return <SettingsState failed={failed} retry={retry} />;
  return (
    <>
      <p className="mb-2 text-sm text-muted">{t("lead")}</p>
      {data.banned.length === 0 && <p className="py-6 text-center text-muted">{t("none")}</p>}
      <ul className="divide-y divide-line">
        {data.banned.map((user) => (
          <li key={user.id} className="flex min-h-14 items-center gap-3 py-1">
            <Avatar name={nameOf(user.username)} className="size-8 rounded-full" />
            <bdi className="min-w-0 flex-1 truncate">{nameOf(user.username)}</bdi>
            <Button look="quiet" busy={busy === user.id} onClick={() => unban(user.id)}>
              {t("end")}
            </Button>
          </li>
        ))}
      </ul>
      <FormError>{error}</FormError>
    </>
  );
}
