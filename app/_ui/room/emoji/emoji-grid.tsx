"use client";

import { useLocale } from "next-intl";
import { type KeyboardEvent, memo, type Ref, type SyntheticEvent, useState } from "react";
import type { Emoji } from "./emoji-set";
import { toned } from "./tones";

const COLUMNS = 8;

interface EmojiGridProps {
  ref: Ref<HTMLTableElement>;
  label: string;
  emoji: readonly Emoji[];
  tone: number;
  choose: (emoji: Emoji) => void;
  /** The mouse or the keyboard is on an emoji. */
  onNamed: (emoji: Emoji) => void;
  /** A key that types text was pressed: its text belongs in the search. */
  onText: () => void;
}

/** Memoized, since naming the emoji under the mouse renders the panel again. */
export const EmojiGrid = memo(Grid);

/** Emoji in rows: one tab stop, with arrow keys inside. */
function Grid({ ref, label, emoji, tone, choose, onNamed, onText }: EmojiGridProps) {
  const locale = useLocale() === "ko" ? "ko" : "en";
  const [stop, setStop] = useState(0);
  const rows = Array.from({ length: Math.ceil(emoji.length / COLUMNS) }, (_, row) => row * COLUMNS);

  function name({ target }: SyntheticEvent) {
    const button = target instanceof Element ? target.closest("button") : null;
    const at = Number(button?.dataset.at);
    const each = button && emoji[at];
    if (each) onNamed(each);
    return each ? at : undefined;
  }
  function pressed(event: KeyboardEvent<HTMLTableElement>) {
    const at = Number(document.activeElement instanceof HTMLElement ? document.activeElement.dataset.at : undefined);
    const next = stepFrom(at, event.key, emoji.length);
    if (next === undefined) {
      // The key then goes to the search.
      if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) onText();
      return;
    }
    event.preventDefault();
    if (next < 0) onText();
    else event.currentTarget.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus();
  }
  return (
    <table
      ref={ref}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA practices' grid: one tab stop, arrow keys between cells.
      role="grid"
      aria-label={label}
      onKeyDown={pressed}
      onPointerOver={name}
      onFocus={(event) => setStop(name(event) ?? stop)}
      className="w-full table-fixed"
    >
      <tbody>
        {rows.map((first) => (
          <tr key={first}>
            {emoji.slice(first, first + COLUMNS).map((each, i) => (
              <td key={each.emoji} className="w-1/8">
                <button
                  type="button"
                  data-at={first + i}
                  tabIndex={first + i === stop ? 0 : -1}
                  aria-label={each.name[locale]}
                  onClick={() => choose(each)}
                  className="flex h-10 w-full items-center justify-center rounded-xl font-emoji text-2xl select-none hover:bg-sunken focus-visible:bg-sunken focus-visible:-outline-offset-2"
                >
                  {each.hasTones ? toned(each.emoji, tone) : each.emoji}
                </button>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The index that a key moves to from an emoji; negative: above the first row. Undefined: the key does not move. */
export function stepFrom(at: number, key: string, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowRight":
      return Math.min(at + 1, last);
    case "ArrowLeft":
      return Math.max(at - 1, 0);
    case "ArrowUp":
      return at - COLUMNS;
    case "ArrowDown":
      // Below the last full row, the last emoji.
      return Math.floor(at / COLUMNS) === Math.floor(last / COLUMNS) ? at : Math.min(at + COLUMNS, last);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
