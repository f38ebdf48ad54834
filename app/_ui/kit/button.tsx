import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, MouseEvent } from "react";

const base =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-5 text-base font-semibold whitespace-nowrap transition-colors select-none forced-colors:border";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line-strong bg-raised text-ink hover:border-accent hover:bg-accent-soft",
  danger: "bg-danger text-on-accent hover:opacity-90",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
} as const;

export type Look = keyof typeof looks;

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  /** Shows that the action is running; further presses do nothing. */
  busy?: boolean;
}

export function Button({ look = "primary", busy = false, className = "", children, onClick, ...rest }: ButtonProps) {
  function pressed(event: MouseEvent<HTMLButtonElement>) {
    if (!busy) return onClick?.(event);
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <button
      type="button"
      {...rest}
      onClick={pressed}
      // Not `disabled`, which would move the keyboard focus to the page's body.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      className={`${base} ${looks[look]} aria-busy:opacity-80 ${className}`}
    >
      {busy && <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />}
      {children}
    </button>
  );
}

export function ButtonLink({
  look = "primary",
  className = "",
  ...rest
}: ComponentProps<typeof Link> & { look?: Look }) {
  return <Link prefetch={false} {...rest} className={`${base} ${looks[look]} ${className}`} />;
}

/** A button that looks like a link, within a line of text. */
export function TextButton({ className = "", ...rest }: ComponentProps<"button">) {
  return (
    <button
      type="button"
      {...rest}
      className={`min-h-11 rounded-lg px-2 font-semibold text-ink underline underline-offset-2 hover:bg-sunken ${className}`}
    />
  );
}

/** A square button that shows only an icon; `aria-label` is its name. */
export function IconButton({ className = "", ...rest }: ComponentProps<"button"> & { "aria-label": string }) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex size-11 shrink-0 items-center justify-center rounded-xl text-muted transition-colors hover:bg-sunken hover:text-ink ${className}`}
    />
  );
}
