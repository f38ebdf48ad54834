"use client";

import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

interface FieldText {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
}

interface FieldProps extends ComponentProps<"input">, FieldText {
  /** Shown at the end of the input, inside it. */
  end?: ReactNode;
}

/** A labelled input with its hint; an error replaces the hint. The input is uncontrolled. */
export function Field({ label, hint, error, end, className = "", ...input }: FieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <div className="relative">
        <input
          {...input}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          className={`field ${end ? "pr-13" : ""} ${className}`}
        />
        {end && <div className="absolute inset-y-0 right-0.5 flex items-center">{end}</div>}
      </div>
    </Labelled>
  );
}

/** Like `Field`, for several lines of text. */
export function LongField({ label, hint, error, className = "", ...area }: ComponentProps<"textarea"> & FieldText) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={3}
        {...area}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-note`}
        className={`field resize-y py-2.5 ${className}`}
      />
    </Labelled>
  );
}

function Labelled({ id, label, hint, error, children }: FieldText & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children}
      <div id={`${id}-note`} aria-live="polite" className="min-h-5 text-sm text-muted">
        {error ? (
          <span className="flex gap-1.5 text-danger">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            {error}
          </span>
        ) : (
          hint
        )}
      </div>
    </div>
  );
}
