"use client";

import { Mail } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef } from "react";
import { useQuery } from "@/app/_ui/api/use-query";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { FormError } from "@/app/_ui/kit/form-error";
import { useOnReturn } from "@/app/_ui/rooms/list/use-on-return";
import { serverClock } from "@/lib/client/connection/server-clock";
import type { OwnInvitesAnswer } from "@/lib/protocol/http/invites";
import { InviteButtons } from "./invite-buttons";
import { useAnswerInvite } from "./use-answer-invite";

type Waiting = OwnInvitesAnswer["invites"][number];

interface InvitationsProps {
  initial: OwnInvitesAnswer;
  /** When `initial` was read (epoch ms). */
  loadedAt: number;
}

/** The user's open invites by name; nothing if there are none. */
export function Invitations({ initial, loadedAt }: InvitationsProps) {
  const t = useTranslations("invite.waiting");
  const { hub } = useInboxHub();
  const { accept, decline, busy, error } = useAnswerInvite();
  const { data, setData, retry } = useQuery<OwnInvitesAnswer>("/api/invites", { initial });
  const { rooms: own } = useOwnRoomList();
  const asked = useRef({ loadedAt });
  function reload() {
    asked.current.loadedAt = serverClock.now();
    retry();
  }
  const refresh = useEffectEvent(reload);
  useEffect(() => hub.listen({ refresh: () => refresh() }), [hub]);
  useOnReturn(asked, reload);

  const without = (id: string) => setData(({ invites }) => ({ invites: invites.filter((each) => each.id !== id) }));
  // An invite is also used up by joining in another way, such as from a preview.
  const open = data?.invites.filter(({ room }) => !own.rooms.some(({ id }) => id === room.id)) ?? [];
  if (open.length === 0) return null;
  return (
    <section aria-label={t("title")} className="mb-3 rounded-2xl border border-line bg-accent-soft px-3.5 py-3">
      <h2 className="flex items-center gap-2 text-sm font-semibold">
        <Mail className="size-4 text-accent" aria-hidden="true" />
        {t("title")}
      </h2>
      <ul className="mt-1">
        {open.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center justify-end gap-x-2 py-1">
            <InviteWords {...each} />
            <InviteButtons
              id={each.id}
              busy={busy}
              accept={() => void accept(each)}
              decline={async () => {
                if (await decline(each)) without(each.id);
              }}
            />
          </li>
        ))}
      </ul>
      <FormError>{error}</FormError>
    </section>
  );
}

function InviteWords({ room, invitedBy }: Waiting) {
  const t = useTranslations("invite.waiting");
  const nameOf = useDisplayName();
  return (
    <p className="min-w-40 flex-1">
      <bdi className="block font-semibold wrap-anywhere">{room.name}</bdi>
      <span className="block truncate text-sm text-muted">{t("by", { name: nameOf(invitedBy) })}</span>
    </p>
  );
}
