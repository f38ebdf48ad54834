"use client";

import { Popover } from "@base-ui/react/popover";
import { type ReactNode, useState } from "react";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { PersonPopup } from "./person-popup";

interface PersonCardProps {
  user: User;
  /** Their role in the room, if it is known. */
  role?: Role;
  className?: string;
  /** The button's content. Must contain the person's name, which labels the button. */
  children: ReactNode;
}

/** A button that opens a person's card. */
export function PersonCard({ user, role, className, children }: PersonCardProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={className}>{children}</Popover.Trigger>
      <PersonPopup user={user} role={role} close={() => setOpen(false)} />
    </Popover.Root>
  );
}
