"use client";

import { Menu } from "@base-ui/react/menu";
import { DoorOpen, EllipsisVertical, Info, Search, Settings, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { menuItem, menuPopup } from "@/app/_ui/kit/menu-style";
import { SearchSheet } from "@/app/_ui/search/search-sheet";
import type { User } from "@/lib/protocol/room";
import { may } from "@/lib/shared/permissions";
import { DIRECT_QUESTIONS, DirectItems, type DirectQuestion } from "./direct/direct-items";
import { DirectSheet } from "./direct/direct-sheet";
import { useRoomContext } from "./room-context";
import { InviteSheet } from "./settings/invite/invite-sheet";
import { useMayInvite } from "./settings/invite/use-may-invite";
import { LeaveSheet } from "./settings/leave-sheet";
import { SettingsSheet } from "./settings/settings-sheet";

type Opened = "search" | "invite" | "settings" | "leave" | DirectQuestion;

/** The room's menu; `children` are further items. */
export function RoomMenu({ children }: { children?: ReactNode }) {
  const t = useTranslations("roomMenu");
  const { room } = useRoomContext();
  const [opened, setOpened] = useState<Opened>();
  const sheet = (name: Opened) => ({
    open: opened === name,
    onOpenChange: (open: boolean) => setOpened(open ? name : undefined),
  });
  // A request is answered in the bar that replaces the composer.
  if (room.mine?.request) return null;
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger
          aria-label={t("open")}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-xl text-muted transition-colors hover:bg-sunken hover:text-ink data-popup-open:bg-sunken"
        >
          <EllipsisVertical className="size-5" aria-hidden="true" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" collisionPadding={8} className="z-40">
            <Menu.Popup className={`${menuPopup} w-60`}>
              {room.mine && (
                <Menu.Item onClick={() => setOpened("search")} className={`${menuItem} sm:hidden`}>
                  <Search className="size-4.5" aria-hidden="true" />
                  {t("search")}
                </Menu.Item>
              )}
              {room.direct ? <DirectItems open={setOpened} /> : <OwnItems open={setOpened} />}
              {children}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <SearchSheet roomId={room.id} {...sheet("search")} />
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
