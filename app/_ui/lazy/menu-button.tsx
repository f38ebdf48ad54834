"use client";

import type { KeyboardEvent, ReactNode, RefObject } from "react";

interface MenuButtonProps {
  ref: RefObject<HTMLButtonElement | null>;
  label: string;
  /** The menu, a `ButtonMenu` with this button. */
  part: { component: unknown; load: () => Promise<boolean> };
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

/** A square icon button whose menu is a lazy part. */
export function MenuButton({ ref, label, part, open, onOpenChange, children }: MenuButtonProps) {
  function ask(next: boolean) {
    // Until the code is there, a second press must not take back the first.
    onOpenChange(next || part.component === undefined);
    void part.load();
  }
  function pressed(event: KeyboardEvent) {
    if (open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    ask(true);
  }
  return (
    <button
      ref={ref}
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={open}
      data-popup-open={open || undefined}
      onClick={() => ask(!open)}
      onKeyDown={pressed}
      onPointerEnter={() => void part.load()}
      onFocus={() => void part.load()}
      className="inline-flex size-11 shrink-0 items-center justify-center rounded-xl text-muted transition-colors hover:bg-sunken hover:text-ink data-popup-open:bg-sunken"
    >
      {children}
    </button>
  );
}
