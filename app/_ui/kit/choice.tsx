import { ChevronDown } from "lucide-react";
import { type ComponentProps, useId } from "react";

/** A labelled native select for a few options. */
export function Choice({ label, children, ...select }: ComponentProps<"select"> & { label: string }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="relative">
        <select {...select} id={id} className="field appearance-none pr-10">
          {children}
        </select>
        <ChevronDown className="pointer-events-none absolute top-3.5 right-3 size-4 text-muted" aria-hidden="true" />
      </div>
    </div>
  );
}
