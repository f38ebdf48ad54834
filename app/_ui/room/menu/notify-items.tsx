"use client";

import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { isSoundOn, setSound, subscribeSound } from "@/app/_ui/inbox/sound/sound";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { FavouriteItem } from "./favourite-item";

const LEVELS = ["all", "mentions", "none"] as const;
type Level = (typeof LEVELS)[number];

/** The room menu's items for the favourite, the notification level and this device's sound. */
export function NotifyItems() {
  const t = useTranslations("notify");
  const { hub } = useInboxHub();
  const { room, setRoom } = useRoomContext();
  const [failed, setFailed] = useState(false);
  const { mine } = room;
  if (!mine) return null;

  async function choose(notify: Level) {
    if (!mine) return;
    setFailed(false);
    setRoom({ ...room, mine: { ...mine, notify } });
    const answer = await callApi(`/api/rooms/${room.id}/mine`, { method: "PATCH", body: { notify } });
    if (answer.ok) return hub.refresh();
    setRoom({ ...room, mine });
    setFailed(true);
  }
  return (
    <>
      <FavouriteItem />
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      <Menu.RadioGroup value={mine.notify} onValueChange={(value) => choose(value as Level)}>
        <Menu.GroupLabel className="px-3 pt-2 pb-1 text-xs font-semibold text-muted">{t("title")}</Menu.GroupLabel>
        {LEVELS.map((level) => (
          <Menu.RadioItem key={level} value={level} className={menuItem}>
            <span className="flex-1">{t(level)}</span>
            <Menu.RadioItemIndicator>
              <Check className="size-4 text-accent" aria-hidden="true" />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      {failed && (
        <p role="alert" className="px-3 pb-2 text-sm text-danger">
          {t("failed")}
        </p>
      )}
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      <SoundItem />
    </>
  );
}

function SoundItem() {
  const t = useTranslations("notify");
  const isOn = useSyncExternalStore(subscribeSound, isSoundOn, () => true);
  return (
    <Menu.CheckboxItem checked={isOn} onCheckedChange={setSound} className={menuItem}>
      <span className="flex-1">{t("sound")}</span>
      <Menu.CheckboxItemIndicator>
        <Check className="size-4 text-accent" aria-hidden="true" />
      </Menu.CheckboxItemIndicator>
    </Menu.CheckboxItem>
  );
}
