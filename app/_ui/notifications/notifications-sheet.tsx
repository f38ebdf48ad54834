"use client";

import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { ChoiceSheet } from "@/app/_ui/lazy/choice-sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { EmptyList, ListState } from "@/app/_ui/pins/list-state";
import { useAnswerInvite } from "@/app/_ui/rooms/own/use-answer-invite";
import type { Notification } from "@/lib/protocol/http/notifications";
import { InviteEntry } from "./invite-entry";
import { MessageEntry } from "./message-entry";
import { listedOf, useNotifications, useOthers } from "./use-notifications";

/** The dialog with what concerns the user in all rooms. */
export function NotificationsSheet(dialog: OpenedDialog) {
  const t = useTranslations("notifications");
  return (
    <ChoiceSheet title={t("title")} {...dialog}>
      {(onChosen) => <NotificationsList onChosen={onChosen} />}
    </ChoiceSheet>
  );
}

function NotificationsList({ onChosen }: { onChosen: () => void }) {
  const t = useTranslations("notifications");
  const { unseen } = useInboxHub().hub;
  const list = useNotifications();
  const { items, hasMore, isLoading, failure, more, retry, reload, change, markAll } = list;
  const { hasNewer, hasOlder } = useOthers(
    list,
    useSyncExternalStore(unseen.subscribe, () => unseen.entries),
  );
  const { accept, decline, busy, error } = useAnswerInvite();
  const { rooms: own } = useOwnRoomList();
  /** The API knows what was read in a room only a few seconds later. */
  const isRead = (each: Notification) =>
    (each.kind === "mention" || each.kind === "reply") &&
    each.event <= (own.rooms.find(({ id }) => id === each.room.id)?.mine?.lastReadSeq ?? 0);
  const isUnseen = (each: Notification) => each.unseen === true && !isRead(each);

  if (!items) return <ListState failed={failure?.code} retry={retry} />;
  return (
    <>
      <div role="status" className="flex flex-col">
        {hasNewer && (
          <Button look="secondary" onClick={reload} busy={isLoading} className="my-2 text-sm">
            <RefreshCw className="size-4" aria-hidden="true" />
            {t("newer")}
          </Button>
        )}
      </div>
      {items.length === 0 && <EmptyList title={t("empty.title")} body={t("empty.body")} />}
      <ul aria-label={t("title")} className="-mx-3 flex flex-col gap-0.5">
        {items.map((each) => {
          const { roomId, seq } = listedOf(each);
          const key = `${roomId}/${seq}`;
          if (each.kind !== "invite")
            return <MessageEntry key={key} entry={each} isUnseen={isUnseen(each)} onChosen={onChosen} />;
          const invite = { id: each.inviteId, room: each.room };
          return (
            <InviteEntry
              key={key}
              entry={each}
              busy={busy}
              accept={async () => {
                if (await accept(invite)) onChosen();
              }}
              decline={async () => {
                if (await decline(invite)) change((shown) => shown.filter((other) => other !== each));
              }}
            />
          );
        })}
      </ul>
      <FormError>{error}</FormError>
      {failure ? (
        <ListState failed={failure.code} retry={retry} />
      ) : (
        hasMore && (
          <div className="mt-1 flex flex-wrap">
            <Button look="quiet" onClick={more} busy={isLoading} className="flex-1">
              {t("more")}
            </Button>
            {hasOlder && (
              <Button look="quiet" onClick={() => void markAll()} className="flex-1">
                {t("markAll")}
              </Button>
            )}
          </div>
        )
      )}
    </>
  );
}
