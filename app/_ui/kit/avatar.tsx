import { initialOf } from "@/lib/text/graphemes";

/** Whole class names, so that Tailwind finds them. Not style attributes, which our content security policy forbids. */
const HUES = ["hue-28", "hue-80", "hue-150", "hue-200", "hue-265", "hue-340"];

function hueOf(name: string): string | undefined {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return HUES[sum % HUES.length];
}

/** A name's first character on a colour that depends on the name. Decorative: the name is beside it or in a label. */
export function Avatar({ name, className = "size-9 rounded-full" }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={`avatar inline-flex shrink-0 items-center justify-center text-sm font-bold text-ink ${hueOf(name)} ${className}`}
    >
      {initialOf(name)}
    </span>
  );
}
