"use client";

import { Popover } from "@base-ui/react/popover";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Role, User } from "../../../lib/protocol";
import { Avatar } from "../avatar";
import { useDisplayName } from "../use-display-name";
import { useHere } from "./here";
import { PersonActs } from "./person-acts";
import { RoleBadge } from "./role-badge";
import { useRoleOf } from "./use-role-of";

interface PersonCardProps {
  user: User;
  /** What they are in the room, where that is known. */
  role?: Role;
  className?: string;
  /** The button's content: their name must be in it, or be its `label`. */
  children: ReactNode;
  label?: string;
}

/** A button that opens somebody's card: who they are here, and what one may do about it. */
export function PersonCard({ user, role, className, children, label }: PersonCardProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={className} aria-label={label}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" collisionPadding={8} className="z-50">
          <Popover.Popup className="popup w-72 origin-(--transform-origin) p-4">
            <Person user={user} known={role} close={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Person({ user, known, close }: { user: User; known: Role | undefined; close: () => void }) {
  const t = useTranslations("person");
  const { you } = useHere();
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
          <p className="mt-0.5 flex items-center gap-1.5 text-sm text-muted">
            {user.id === you.id && t("self")}
            {typeof role === "string" && role !== "gone" && <RoleBadge role={role} />}
            {role === "gone" && t("gone")}
          </p>
        </div>
      </div>
      {user.id !== you.id && <PersonActs user={user} role={role} close={close} />}
    </>
  );
}
