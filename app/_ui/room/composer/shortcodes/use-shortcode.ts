import { type RefObject, useMemo } from "react";
import { type Completion, useCompletion, useQueryAtCaret } from "@/app/_ui/room/composer/completion/use-completion";
import { changeText } from "@/app/_ui/room/composer/native-edit";
import { addRecent, useEmojiChoices } from "@/app/_ui/room/emoji/emoji-choices";
import type { Emoji } from "@/app/_ui/room/emoji/emoji-set";
import { toned } from "@/app/_ui/room/emoji/tones";
import { useEmojiSet } from "@/app/_ui/room/emoji/use-emoji-set";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { closedShortcodeAt, shortcodeAt } from "./shortcode-query";

const SHOWN_MAX = 6;

/** An emoji as it will be inserted. */
export interface EmojiCandidate extends Emoji {
  shown: string;
}

/** Completes the emoji after a colon at the caret: `:따봉`, `:tada`. A second colon takes the emoji with exactly this shortcode. */
export function useShortcode(field: RefObject<HTMLTextAreaElement | null>): Completion<EmojiCandidate> {
  const { you } = useRoomContext();
  const at = useQueryAtCaret(field, shortcodeAt);
  const set = useEmojiSet(at.query !== undefined);
  const { recent, tone } = useEmojiChoices(you.id);
  const loaded = set === "failed" ? undefined : set;
  const asShown = (emoji: Emoji) => ({ ...emoji, shown: emoji.hasTones ? toned(emoji.emoji, tone) : emoji.emoji });
  const found = useMemo(
    () => (at.query && loaded ? loaded.searchEmoji(at.query, recent).slice(0, SHOWN_MAX) : []),
    [at.query, loaded, recent],
  );

  function complete(element: HTMLTextAreaElement, range: { start: number; end: number }, emoji: EmojiCandidate) {
    const before = element.value.slice(0, range.start) + emoji.shown;
    changeText(element, before + element.value.slice(range.end), before.length);
    addRecent(you.id, emoji.emoji);
  }
  const completion = useCompletion<EmojiCandidate>(field, at, {
    find: shortcodeAt,
    candidates: found.map(asShown),
    complete,
  });

  /** Takes the emoji with exactly the shortcode that a colon has just closed. */
  function closeAtColon() {
    const { value = "", selectionStart: caret = 0 } = field.current ?? {};
    const closed = closedShortcodeAt(value, caret);
    const emoji = closed && loaded?.emojiWithShortcode(closed.query);
    if (!emoji) return;
    // After the event of this change, and only if nothing else has changed the text since.
    setTimeout(() => {
      const element = field.current;
      if (element?.value === value) complete(element, { start: closed.start, end: caret }, asShown(emoji));
    });
  }
  return {
    ...completion,
    look() {
      // Only while the shortcode is being typed: not in a text that is pasted, or brought back by undo.
      if (at.query !== undefined) closeAtColon();
      completion.look();
    },
  };
}
