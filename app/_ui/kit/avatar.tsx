import { initialOf } from "@/lib/text/graphemes";
import { hueOf } from "./hue";

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
