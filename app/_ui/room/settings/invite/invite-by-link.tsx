"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { Button } from "@/app/_ui/kit/button";
import { Choice } from "@/app/_ui/kit/choice";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { NewInviteAnswer } from "@/lib/protocol/http/invites";
import { InviteLink } from "./invite-link";

const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;
/** Choices by their keys in the catalogue. Null: no expiry, or any number of uses. */
const ENDS = { hour: HOUR_S, day: DAY_S, week: 7 * DAY_S, month: 30 * DAY_S, never: null } as const;
const USES = { any: null, one: 1, five: 5, ten: 10, hundred: 100 } as const;

/** Creates an invite link with an expiry and a number of uses. */
export function InviteByLink() {
  const t = useTranslations("invite");
  const { room } = useRoomContext();
  const { act, busy, error } = useAction();
  const [token, setToken] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const expiresInS = ENDS[values.get("ends") as keyof typeof ENDS];
    const maxUses = USES[values.get("uses") as keyof typeof USES];
    const body = { expiresInS, maxUses };
    const answer = await act<NewInviteAnswer>("make", `/api/rooms/${room.id}/invites`, { method: "POST", body });
    if (answer) setToken(answer.data.token);
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <h3 className="font-semibold">{t("byLink")}</h3>
      {token ? (
        <InviteLink token={token} another={() => setToken(undefined)} />
      ) : (
        <>
          <div className="grid grid-cols-2 gap-2">
            <Choice label={t("ends.label")} name="ends" defaultValue="week">
              {(Object.keys(ENDS) as (keyof typeof ENDS)[]).map((name) => (
                <option key={name} value={name}>
                  {t(`ends.${name}`)}
                </option>
              ))}
            </Choice>
            <Choice label={t("uses.label")} name="uses" defaultValue="any">
              {(Object.keys(USES) as (keyof typeof USES)[]).map((name) => (
                <option key={name} value={name}>
                  {t(`uses.${name}`)}
                </option>
              ))}
            </Choice>
          </div>
          <FormError>{error}</FormError>
          <Button type="submit" busy={busy !== undefined} className="-mt-1 w-full">
            {t("make")}
          </Button>
        </>
      )}
    </form>
  );
}
