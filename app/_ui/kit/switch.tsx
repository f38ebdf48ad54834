"use client";

import { type ReactNode, useId } from "react";

interface SwitchProps {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

/**
 * A switch with its label before it; the whole row can be pressed. Not a switch of a component library: those have a hidden checkbox
 * with a style attribute, which our content security policy forbids.
 */
export function Switch({ checked, disabled, onChange, children }: SwitchProps) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-11 cursor-pointer items-center justify-between gap-4 font-semibold">
      <span>{children}</span>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={checked}
        disabled={disabled}
        onClick={() => onChange(!checked)}
        className="group/switch inline-flex h-7 w-12 shrink-0 items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors aria-checked:border-accent aria-checked:bg-accent disabled:opacity-60"
      >
        <span className="size-5 rounded-full bg-line-strong transition-[translate,background-color] group-aria-checked/switch:translate-x-5 group-aria-checked/switch:bg-on-accent" />
      </button>
    </label>
  );
}
