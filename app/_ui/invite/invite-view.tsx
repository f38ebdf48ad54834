"use client";

import { UsersRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Button, ButtonLink } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { InvitedAnswer } from "@/lib/protocol/http/invites";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import { forgetWish, takeWish, wishToJoin } from "./wish";

interface InviteViewProps {
  invited: InvitedAnswer;
  token: string;
  isSignedIn: boolean;
  /** Whether sign-up is open to the visitor. */
  maySignUp: boolean;
}

/** The page of an invite link: the room, the person who invites, and the button to join or, for visitors, to sign up or in first. */
export function InviteView({ invited, token, isSignedIn, maySignUp }: InviteViewProps) {
  const t = useTranslations("invite.join");
  const nameOf = useDisplayName();
  const { room, invitedBy } = invited;
  return (
    <div className="rounded-3xl border border-line bg-surface p-6 text-center shadow-card sm:p-8">
      <h1 className="text-2xl font-bold tracking-tight text-balance wrap-anywhere">
        {t.rich("title", { name: room.name, b: (chunks) => <bdi>{chunks}</bdi> })}
      </h1>
      <p className="mt-1 text-muted wrap-anywhere">
        {t.rich("by", { name: nameOf(invitedBy), b: (chunks) => <bdi>{chunks}</bdi> })}
      </p>
      {room.description && (
        <p className="mt-4 rounded-xl bg-sunken px-4 py-3 text-left whitespace-pre-wrap wrap-anywhere">
          <bdi>{room.description}</bdi>
        </p>
      )}
      <p className="mt-4 mb-6 inline-flex items-center gap-1.5 text-sm text-muted">
        <UsersRound className="size-4" aria-hidden="true" />
        {t("members", { count: room.memberCount })}
      </p>
      {isSignedIn ? <Join token={token} /> : <WaysIn token={token} maySignUp={maySignUp} />}
    </div>
  );
}

function Join({ token }: { token: string }) {
  const t = useTranslations("invite.join");
  const router = useRouter();
  const hydrated = useHydrated();
  const { act, busy, error } = useAction();
  const join = async () => {
    const answer = await act<RoomAnswer>("join", `/api/invites/${token}`, { method: "POST" });
    if (answer) router.replace(`/rooms/${answer.data.room.id}`);
  };
  // A user who pressed to join before signing in or up has already confirmed it.
  const joinAsWished = useEffectEvent(() => {
    if (takeWish(token)) void join();
  });
  useEffect(() => joinAsWished(), []);
  return (
    <>
      <FormError>{error}</FormError>
      <Button className="w-full" busy={busy !== undefined} disabled={!hydrated} onClick={join}>
        {busy ? t("busy") : t("submit")}
      </Button>
    </>
  );
}

function WaysIn({ token, maySignUp }: { token: string; maySignUp: boolean }) {
  const t = useTranslations("invite.join");
  const next = `/invite/${token}`;
  const wish = () => wishToJoin(token);
  // A stored wish is from a visitor who came back without signing in. The next person to sign in may be somebody else.
  useEffect(forgetWish, []);
  return (
    <div className="flex flex-col gap-2">
      {maySignUp && (
        <ButtonLink href={entryPath("/signup", next)} prefetch={false} onClick={wish}>
          {t("signup")}
        </ButtonLink>
      )}
      <ButtonLink
        href={entryPath("/enter", next)}
        prefetch={false}
        look={maySignUp ? "secondary" : "primary"}
        onClick={wish}
      >
        {t("enter")}
      </ButtonLink>
    </div>
  );
}
