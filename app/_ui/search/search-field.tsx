import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { isComposing } from "@/app/_ui/room/composer/is-composing";

/** A search field with an icon at its start. The parent element must be positioned. */
export function SearchField({ className = "", onKeyDown, ...input }: ComponentProps<"input">) {
  return (
    <>
      <Search className="pointer-events-none absolute top-3 left-3.5 size-5 text-muted" aria-hidden="true" />
      <input
        type="search"
        autoComplete="off"
        {...input}
        onKeyDown={(event) => {
          // Browsers empty a search field on Escape, even if the key only ends the composition of a syllable.
          if (event.key === "Escape" && isComposing(event)) event.preventDefault();
          onKeyDown?.(event);
        }}
        className={`field pl-11 ${className}`}
      />
    </>
  );
}
