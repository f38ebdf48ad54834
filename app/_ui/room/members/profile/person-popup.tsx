"use client";

import { Popover } from "@base-ui/react/popover";
import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { RoleBadge } from "@/app/_ui/room/members/role-badge";
import { useRoleOf } from "@/app/_ui/room/members/use-role-of";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { PersonActions } from "./person-actions";

interface PersonPopupProps {
  user: User;
  /** Their role in the room, if it is known. */
  role?: Role;
  /** The button that opened the card, unless that is a `Popover.Trigger`. */
  anchor?: HTMLElement;
  close: () => void;
}

/** A person's card: their role in this room, and the actions on them. */
export function PersonPopup({ anchor, ...person }: PersonPopupProps) {
  return (
    <Popover.Portal>
      <Popover.Positioner anchor={anchor} sideOffset={6} align="start" collisionPadding={8} className="z-50">
        <Popover.Popup
          finalFocus={anchor && (() => anchor)}
          className="popup max-h-(--available-height) w-72 max-w-(--available-width) origin-(--transform-origin) overflow-y-auto overscroll-contain p-4"
        >
          <Person {...person} />
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  );
}

function Person({ user, role: known, close }: Omit<PersonPopupProps, "anchor">) {
  const t = useTranslations("person");
  const { you } = useRoomContext();
  const nameOf = useDisplayName();
  const role = useRoleOf(user, known);
  const name = nameOf(user.username);
  return (
    <>
      <div className="flex items-center gap-3">
        <Avatar name={name} className="size-12 rounded-full text-lg" />
        <div className="min-w-0">
          <Popover.Title className="text-base font-bold wrap-anywhere">
            <bdi>{name}</bdi>
          </Popover.Title>
          <p className="mt-0.5 flex items-center gap-1.5 text-sm text-muted empty:hidden">
            {user.id === you.id && t("self")}
            {role === "gone" ? t("gone") : <RoleBadge role={role === "unknown" ? undefined : role} />}
          </p>
        </div>
      </div>
      {user.id !== you.id && (role ? <PersonActions user={user} role={role} close={close} /> : <ActionsSkeleton />)}
    </>
  );
}

/** Shown until the role is known: actions that come one by one would move others away from the pointer. */
function ActionsSkeleton() {
  return (
    <div aria-busy="true" className="mt-3 flex flex-col gap-3 py-2.5">
      <span className="skeleton h-4 w-40" />
      <span className="skeleton h-4 w-28" />
    </div>
  );
}
