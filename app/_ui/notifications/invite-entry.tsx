"use client";

import { Mail } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { InviteButtons } from "@/app/_ui/rooms/own/invite-buttons";
import type { Notification } from "@/lib/protocol/http/notifications";
import { Entry } from "./entry";

interface InviteEntryProps {
  entry: Extract<Notification, { kind: "invite" }>;
  busy: string | undefined;
  accept: () => void;
  decline: () => void;
}

/** An invite by name, with its answers. */
export function InviteEntry({ entry, ...answer }: InviteEntryProps) {
  const t = useTranslations("notifications");
  const nameOf = useDisplayName();
  const { room, by, at, unseen, inviteId } = entry;
  const name = nameOf(by.username);
  return (
    <li data-notification="invite">
      <Entry name={name} icon={Mail} at={at} isUnseen={unseen === true}>
        {t.rich("invite", { b: (text) => <bdi className="font-semibold wrap-anywhere">{text}</bdi>, name })}
        <bdi className="block font-semibold wrap-anywhere">{room.name}</bdi>
        <span className="mt-1.5 flex">
          <InviteButtons id={inviteId} {...answer} />
        </span>
      </Entry>
    </li>
  );
}
