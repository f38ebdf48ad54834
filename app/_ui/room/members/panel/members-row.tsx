"use client";

import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { PersonCard } from "@/app/_ui/room/members/profile/person-card";
import { RoleBadge } from "@/app/_ui/room/members/role-badge";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";

interface MemberRowProps {
  user: User;
  role?: Role;
  isHere: boolean;
}

/** A person in a list; opens their card. */
export function MemberRow({ user, role, isHere }: MemberRowProps) {
  const t = useTranslations("members");
  const { you } = useRoomContext();
  const nameOf = useDisplayName();
  return (
    <li>
      <PersonCard
        user={user}
        role={role}
        className="flex min-h-11 w-full items-center gap-2.5 rounded-xl px-2 text-left transition-colors hover:bg-sunken data-popup-open:bg-sunken"
      >
        <span className="relative">
          <Avatar name={nameOf(user.username)} className="size-8 rounded-full" />
          {isHere && (
            <span className="absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-surface bg-accent">
              <span className="sr-only">{t("here")}</span>
            </span>
          )}
        </span>
        <bdi className="min-w-0 truncate text-sm">{nameOf(user.username)}</bdi>
        {user.id === you.id && <span className="shrink-0 text-xs text-muted">({t("you")})</span>}
        <span className="ml-auto">
          <RoleBadge role={role} />
        </span>
      </PersonCard>
    </li>
  );
}
