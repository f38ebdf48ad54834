"use client";

import { useTranslations } from "next-intl";
import { LinkedText } from "@/app/_ui/room/messages/links/linked-text";
import { useRoomContext } from "@/app/_ui/room/room-context";

/** The room's properties, for members who cannot change them. */
export function SettingsAbout() {
  const t = useTranslations();
  const { room } = useRoomContext();
  return (
    <dl className="flex flex-col gap-4">
      <Fact name={t("settings.description")}>
        <bdi className="whitespace-pre-wrap wrap-anywhere">
          {room.description ? <LinkedText text={room.description} /> : t("settings.noDescription")}
        </bdi>
      </Fact>
      <Fact name={t("visibility.label")}>{t(`visibility.${room.visibility}.title`)}</Fact>
      <Fact name={t("members.all")}>{t("members.onlineCount", { count: room.memberCount })}</Fact>
      {room.archivedAt !== undefined && <Fact name={t("settings.state")}>{t("room.archived")}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-sm font-semibold text-muted">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
