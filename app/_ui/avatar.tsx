import type { CSSProperties } from "react";

const HUES = [28, 80, 150, 200, 265, 340];

function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return HUES[sum % HUES.length] ?? 28;
}

/** The first letter of a name on a colour of its own. Decoration: the name stands beside it or in a label. */
export function Avatar({ name, className = "size-9 rounded-full" }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={`avatar inline-flex shrink-0 items-center justify-center text-sm font-bold text-ink ${className}`}
      style={{ "--hue": hueOf(name) } as CSSProperties}
    >
      {[...name][0]?.toUpperCase()}
    </span>
  );
}
