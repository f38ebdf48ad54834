"use client";

import type { LucideIcon } from "lucide-react";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import type { LazyPart } from "./lazy-part";
import { Part } from "./part";
import { useOpener } from "./use-opener";

export interface OpenedDialog {
  /** Gets the focus on closing. Undefined: another dialog replaces this one and has the focus. */
  opener: RefObject<HTMLElement | null> | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

interface DialogButtonProps<P> {
  part: LazyPart<P & OpenedDialog>;
  /** The dialog's other props. */
  with: P;
  icon: LucideIcon;
  label: string;
  className?: string;
  /** Shown over the icon. */
  children?: ReactNode;
}

/** A square icon button that opens a lazy dialog. */
export function DialogButton<P extends object>({
  part,
  with: props,
  icon: Icon,
  label,
  className,
  children,
}: DialogButtonProps<P>) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const opens = useOpener(part, open, setOpen);
  return (
    <>
      <IconButton ref={opener} aria-label={label} className={className} {...opens}>
        <Icon className="size-5" aria-hidden="true" />
        {children}
      </IconButton>
      <Part
        part={part}
        wanted={open}
        giveUp={() => setOpen(false)}
        with={{ ...props, opener, open, onOpenChange: setOpen }}
      />
    </>
  );
}
