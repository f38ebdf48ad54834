"use client";

import { Menu } from "@base-ui/react/menu";
import { Bell, DoorOpen, Info, Pin, Search, Settings, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useState, useSyncExternalStore } from "react";
import { badgeOf } from "@/app/_ui/inbox/attention";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { ButtonMenu } from "@/app/_ui/lazy/button-menu";
import { NotificationsSheet } from "@/app/_ui/notifications/notifications-sheet";
import { PinsSheet } from "@/app/_ui/pins/pins-sheet";
import { DIRECT_QUESTIONS, DirectItems, type DirectQuestion } from "@/app/_ui/room/direct/direct-items";
import { DirectSheet } from "@/app/_ui/room/direct/direct-sheet";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { InviteSheet } from "@/app/_ui/room/settings/invite/invite-sheet";
import { useMayInvite } from "@/app/_ui/room/settings/invite/use-may-invite";
import { LeaveSheet } from "@/app/_ui/room/settings/leave-sheet";
import { SettingsSheet } from "@/app/_ui/room/settings/settings-sheet";
import { SearchSheet } from "@/app/_ui/search/search-sheet";
import type { User } from "@/lib/protocol/room";
import { may } from "@/lib/shared/permissions";
import { NotifyItems } from "./notify-items";

type Opened = "search" | "notifications" | "pins" | "invite" | "settings" | "leave" | DirectQuestion;

export interface RoomMenuItemsProps {
  button: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The room's menu itself, and the dialogs that it opens. */
export function RoomMenuItems({ button, open, onOpenChange }: RoomMenuItemsProps) {
  const t = useTranslations("roomMenu");
  const { room, preview } = useRoomContext();
  const [opened, setOpened] = useState<Opened>();
  const sheet = (name: Opened) => ({
    open: opened === name,
    onOpenChange: (isOpen: boolean) => setOpened(isOpen ? name : undefined),
  });
  return (
    <>
      <ButtonMenu button={button} open={open} onOpenChange={onOpenChange}>
        {room.mine && (
          <Menu.Item className={`${menuItem} sm:hidden`} onClick={() => setOpened("search")}>
            <Search className="size-4 text-muted" aria-hidden="true" />
            {t("search")}
          </Menu.Item>
        )}
        <Menu.Item className={`${menuItem} sm:hidden`} onClick={() => setOpened("notifications")}>
          <Bell className="size-4 text-muted" aria-hidden="true" />
          <NotificationsLabel />
        </Menu.Item>
        <Menu.Item className={menuItem} onClick={() => setOpened("pins")}>
          <Pin className="size-4 text-muted" aria-hidden="true" />
          {t("pins")}
        </Menu.Item>
        {room.direct ? <DirectItems open={setOpened} /> : <OwnItems open={setOpened} />}
        {room.mine && !preview && <NotifyItems />}
      </ButtonMenu>
      <SearchSheet roomId={room.id} opener={button} {...sheet("search")} />
      <NotificationsSheet opener={button} {...sheet("notifications")} />
      <PinsSheet opener={button} {...sheet("pins")} />
      {room.direct ? (
        DIRECT_QUESTIONS.map((what) => (
          <DirectSheet key={what} what={what} user={room.direct as User} {...sheet(what)} />
        ))
      ) : (
        <>
          <InviteSheet {...sheet("invite")} />
          <SettingsSheet {...sheet("settings")} />
          <LeaveSheet {...sheet("leave")} />
        </>
      )}
    </>
  );
}

/** On phones the menu has what the header has elsewhere. */
function NotificationsLabel() {
  const t = useTranslations("notifications");
  const { unseen } = useInboxHub().hub;
  const count = useSyncExternalStore(unseen.subscribe, () => unseen.count);
  return t("open", { count, shown: badgeOf(count) });
}

function OwnItems({ open }: { open: (what: Opened) => void }) {
  const t = useTranslations("roomMenu");
  const { role, preview } = useRoomContext();
  const mayInvite = useMayInvite();
  const mayChange = may(role, "describe");
  const Icon = mayChange ? Settings : Info;
  return (
    <>
      {mayInvite && (
        <Menu.Item className={menuItem} onClick={() => open("invite")}>
          <UserPlus className="size-4 text-muted" aria-hidden="true" />
          {t("invite")}
        </Menu.Item>
      )}
      <Menu.Item className={menuItem} onClick={() => open("settings")}>
        <Icon className="size-4 text-muted" aria-hidden="true" />
        {t(mayChange ? "settings" : "about")}
      </Menu.Item>
      {!preview && (
        <Menu.Item className={menuItem} onClick={() => open("leave")}>
          <DoorOpen className="size-4 text-muted" aria-hidden="true" />
          {t("leave")}
        </Menu.Item>
      )}
    </>
  );
}
