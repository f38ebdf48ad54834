"use client";

import { BookmarkX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { usePagedList } from "@/app/_ui/api/use-paged-list";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { ChoiceSheet } from "@/app/_ui/lazy/choice-sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { titleOf } from "@/app/_ui/room/room-context";
import type { Saved, SavedAnswer } from "@/lib/protocol/http/pins";
import { EmptyList, ListState } from "./list-state";
import { ListedMessage } from "./listed-message";

/** The dialog with the user's saved messages. */
export function SavedSheet(dialog: OpenedDialog) {
  const t = useTranslations("saved");
  return (
    <ChoiceSheet title={t("title")} lead={t("lead")} {...dialog}>
      {(onChosen) => <SavedMessages onChosen={onChosen} />}
    </ChoiceSheet>
  );
}

function SavedMessages({ onChosen }: { onChosen: () => void }) {
  const t = useTranslations("saved");
  const nameOf = useDisplayName();
  const { act, busy, error } = useAction();
  const list = usePagedList("/api/saved", ({ saved }: SavedAnswer) => saved);
  const { items: saved, hasMore, isLoading, failure, more, retry } = list;
  const keyOf = ({ room, seq }: Saved) => `${room.id}/${seq}`;

  async function remove(message: Saved) {
    const key = keyOf(message);
    if (await act(key, `/api/saved/${key}`, { method: "DELETE" }))
      list.change((shown) => shown.filter((each) => keyOf(each) !== key));
  }
  if (!saved) return <ListState failed={failure?.code} retry={retry} />;
  if (saved.length === 0 && !hasMore) return <EmptyList title={t("empty.title")} body={t("empty.body")} />;
  return (
    <>
      <ul aria-label={t("title")} className="-mx-3">
        {saved.map((message) => (
          <ListedMessage
            key={keyOf(message)}
            message={message}
            roomId={message.room.id}
            place={titleOf(message.room, nameOf)}
            onChosen={onChosen}
            remove={{
              icon: BookmarkX,
              label: t("remove"),
              isBusy: busy === keyOf(message),
              act: () => void remove(message),
            }}
          />
        ))}
      </ul>
      <FormError>{error}</FormError>
      {failure ? (
        <ListState failed={failure.code} retry={retry} />
      ) : (
        hasMore && (
          <Button look="quiet" onClick={more} busy={isLoading} className="mt-1 w-full">
            {t("more")}
          </Button>
        )
      )}
    </>
  );
}
