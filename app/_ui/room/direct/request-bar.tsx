"use client";

import { MessageCircleQuestionMark } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { User } from "@/lib/protocol/room";
import { useBlock } from "./use-block";

interface RequestBarProps {
  /** The stranger who opened the direct room. */
  user: User;
  /** Called when the accept button is pressed, before the response. */
  onAccept: () => void;
  onAccepted: () => void;
}

/** In place of the composer in a request: accepts it, declines it, or blocks its sender. */
export function RequestBar({ user, onAccept, onAccepted }: RequestBarProps) {
  const t = useTranslations("request");
  const { room, you } = useRoomContext();
  const { hub } = useInboxHub();
  const router = useRouter();
  const hydrated = useHydrated();
  const name = useDisplayName()(user.username);
  const { act, busy, error } = useAction();
  const blocking = useBlock();
  const members = `/api/rooms/${room.id}/members`;
  const isBusy = busy !== undefined || blocking.busy;
  async function accept() {
    if (isBusy) return;
    onAccept();
    if (!(await act("accept", members, { method: "POST" }))) return;
    onAccepted();
    hub.refresh();
  }
  async function decline() {
    if (!isBusy && (await act("decline", `${members}/${you.id}`, { method: "DELETE" }))) goBack();
  }
  async function block() {
    if (!isBusy && (await blocking.block(user))) goBack();
  }
  function goBack() {
    hub.refresh();
    router.push("/rooms");
  }
  return (
    <section
      aria-label={t("label")}
      className="shrink-0 border-t border-line bg-surface px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      <div className="mx-auto max-w-3xl sm:px-4">
        <FormError>{error ?? blocking.error}</FormError>
        <p className="flex gap-2">
          <MessageCircleQuestionMark className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden="true" />
          <span className="min-w-0 wrap-anywhere">
            <span className="block font-semibold">{t.rich("from", { name, b: (chunks) => <bdi>{chunks}</bdi> })}</span>
            <span className="block text-sm text-muted">{t("lead")}</span>
          </span>
        </p>
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button look="quiet" className="px-3 text-danger" busy={blocking.busy} disabled={!hydrated} onClick={block}>
            {t("block")}
          </Button>
          <Button look="secondary" busy={busy === "decline"} disabled={!hydrated} onClick={decline}>
            {t("decline")}
          </Button>
          <Button data-testid="join-room" busy={busy === "accept"} disabled={!hydrated} onClick={accept}>
            {t("accept")}
          </Button>
        </div>
      </div>
    </section>
  );
}
