"use client";

import { AtSign, Reply, SmilePlus } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { PlaceLink } from "@/app/_ui/pins/place-link";
import { titleOf } from "@/app/_ui/room/room-context";
import type { Notification } from "@/lib/protocol/http/notifications";
import { Entry } from "./entry";

type OfMessage = Exclude<Notification, { kind: "invite" }>;

const ICONS = { mention: AtSign, reply: Reply, reaction: SmilePlus };

interface MessageEntryProps {
  entry: OfMessage;
  isUnseen: boolean;
  onChosen: () => void;
}

/** A mention, a reply, or the reactions to one of the user's messages, as a link to the message. */
export function MessageEntry({ entry, isUnseen, onChosen }: MessageEntryProps) {
  const nameOf = useDisplayName();
  const { kind, room, seq, excerpt, at } = entry;
  const by = entry.kind === "reaction" ? entry.by[0] : entry.author;
  return (
    <li data-notification={kind}>
      <PlaceLink
        roomId={room.id}
        seq={seq}
        onChosen={onChosen}
        className="block rounded-xl focus-visible:-outline-offset-2"
      >
        <Entry
          name={nameOf(by?.username ?? "")}
          icon={ICONS[kind]}
          place={titleOf(room, nameOf)}
          at={at}
          isUnseen={isUnseen}
        >
          <span className="block">
            <Words entry={entry} />
          </span>
          <bdi className="mt-0.5 line-clamp-2 text-muted wrap-anywhere">{excerpt}</bdi>
        </Entry>
      </PlaceLink>
    </li>
  );
}

function Words({ entry }: { entry: OfMessage }) {
  const t = useTranslations("notifications");
  const format = useFormatter();
  const nameOf = useDisplayName();
  const b = (name: ReactNode) => <bdi className="font-semibold wrap-anywhere">{name}</bdi>;
  if (entry.kind !== "reaction") return t.rich(entry.kind, { b, name: nameOf(entry.author.username) });
  const { by, others, emoji } = entry;
  const names = by.map(({ username }) => nameOf(username));
  return (
    <>
      {others > 0
        ? t.rich("reactionOfMany", { b, names: names.join(", "), count: others })
        : t.rich("reaction", { b, names: format.list(names) })}{" "}
      <span className="font-emoji whitespace-nowrap">{emoji.join("")}</span>
    </>
  );
}
