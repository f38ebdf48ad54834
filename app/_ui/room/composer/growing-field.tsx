import type { ComponentProps } from "react";

interface GrowingFieldProps extends ComponentProps<"textarea"> {
  /** The field's current text: the field is as tall as this, up to the limit in `className`. */
  text: string;
  /** Class of the box around the field. */
  boxClassName?: string;
}

/**
 * A text area as tall as its text. It is uncontrolled, so that the browser's undo keeps working. A hidden copy of the
 * text in the same grid cell sets its height: nothing is measured, so nothing jumps. On Back the browser must not restore
 * the field's text: the stored draft is newer, since it leaves out what was sent.
 */
export function GrowingField({ text, className = "", boxClassName = "", ...rest }: GrowingFieldProps) {
  const shape = `field leading-relaxed [grid-area:1/1] [tab-size:4] ${className}`;
  return (
    <div className={`grid min-w-0 ${boxClassName}`}>
      <textarea autoComplete="off" {...rest} rows={1} className={`${shape} resize-none`} />
      <div
        aria-hidden="true"
        data-text={text}
        className={`${shape} invisible overflow-hidden whitespace-pre-wrap wrap-break-word before:content-[attr(data-text)_'_']`}
      />
    </div>
  );
}
