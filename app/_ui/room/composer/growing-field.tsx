import type { ComponentProps } from "react";

interface GrowingFieldProps extends ComponentProps<"textarea"> {
  /** The field's current text: the field is as tall as this, up to the limit in `className`. */
  text: string;
  /** Class of the box around the field. */
  boxClassName?: string;
}

/**
 * A text area that is as tall as its text. It is uncontrolled, so that undo stays the browser's own. Its height comes from a
 * hidden copy of the text in the same grid cell: nothing is measured, so nothing jumps. What it held is a draft's to bring back,
 * which knows what was sent meanwhile: the browser on its way back does not.
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
