"use client";

import { Switch as Base } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";

interface SwitchProps {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  /** What it turns on and off. */
  children: ReactNode;
}

/** Something that is on or off, with its words before it; the whole line is pressed. */
export function Switch({ checked, disabled, onChange, children }: SwitchProps) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-11 cursor-pointer items-center justify-between gap-4 font-semibold">
      <span>{children}</span>
      <Base.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="inline-flex h-7 w-12 shrink-0 items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60"
      >
        <Base.Thumb className="size-5 rounded-full bg-line-strong transition-[translate,background-color] data-checked:translate-x-5 data-checked:bg-on-accent" />
      </Base.Root>
    </label>
  );
}
