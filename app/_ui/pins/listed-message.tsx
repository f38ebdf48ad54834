"use client";

import type { LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { IconButton } from "@/app/_ui/kit/button";
import { RelativeTime } from "@/app/_ui/kit/relative-time";
import type { Pin } from "@/lib/protocol/http/pins";
import { PlaceLink } from "./place-link";

interface ListedMessageProps {
  message: Omit<Pin, "pinnedBy" | "pinnedAt">;
  roomId: string;
  /** The title of the message's room, in a list of several rooms. */
  place?: string;
  /** Below the text. */
  note?: string;
  onChosen: () => void;
  /** The button that removes the message from the list; undefined: the user may not. */
  remove?: { icon: LucideIcon; label: string; isBusy: boolean; act: () => void };
}

/** A pinned or saved message, as a link to its place. */
export function ListedMessage({ message, roomId, place, note, onChosen, remove }: ListedMessageProps) {
  const nameOf = useDisplayName();
  const { seq, author, sentAt } = message;
  return (
    <li data-listed={seq} className="flex items-start rounded-xl hover:bg-sunken">
      <PlaceLink
        roomId={roomId}
        seq={seq}
        onChosen={onChosen}
        className="min-w-0 flex-1 rounded-xl py-2.5 pr-1 pl-3 focus-visible:-outline-offset-2"
      >
        <span className="flex items-baseline gap-2 text-sm">
          <bdi className="truncate font-semibold">{nameOf(author.username)}</bdi>
          <bdi className="min-w-0 flex-1 truncate text-muted">{place}</bdi>
          <span className="shrink-0 text-xs text-muted">
            <RelativeTime at={sentAt} />
          </span>
        </span>
        <span className="mt-0.5 line-clamp-4 text-sm wrap-anywhere whitespace-pre-line">
          <Text message={message} />
        </span>
        {note && <span className="mt-1 block text-xs text-muted">{note}</span>}
      </PlaceLink>
      {remove && <Remove {...remove} />}
    </li>
  );
}

function Text({ message: { author, excerpt, editedAt, deletedAt } }: Pick<ListedMessageProps, "message">) {
  const t = useTranslations();
  const blocked = useBlocked();
  if (deletedAt !== undefined) return <em className="text-muted">{t("saved.deleted")}</em>;
  if (blocked.ids.has(author.id)) return <span className="text-muted">{t("blocked.message")}</span>;
  return (
    <>
      <bdi>{excerpt}</bdi>
      {editedAt !== undefined && <span className="ml-1.5 text-xs text-muted">({t("saved.edited")})</span>}
    </>
  );
}

function Remove({ icon: Icon, label, isBusy, act }: NonNullable<ListedMessageProps["remove"]>) {
  return (
    <IconButton
      aria-label={label}
      title={label}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : act}
      className="mt-0.5 mr-0.5 aria-disabled:opacity-50"
    >
      <Icon className="size-4.5" aria-hidden="true" />
    </IconButton>
  );
}
