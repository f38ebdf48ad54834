import { replacementFor } from "@/app/_ui/room/composer/native-edit";
import { isNamedIn } from "@/lib/events/bound";
import type { Chosen } from "@/lib/events/chosen";

/** Longer than the longest @name. */
const NAME_UNITS = 500;

/**
 * The users who are still chosen after a text was changed: those whose @name stands where it was. One whose @name was deleted and typed
 * again was typed, not chosen.
 * @param caret the end of the change in the new text, which shows which of two equal names was removed
 */
export function stillChosen(chosen: readonly Chosen[], before: string, after: string, caret: number): Chosen[] {
  const unchanged = before.endsWith(after.slice(caret)) ? after.length - caret : 0;
  const { start, end } = replacementFor(
    before.slice(0, before.length - unchanged),
    after.slice(0, after.length - unchanged),
  );
  return chosen.flatMap((user) => {
    const { at } = user;
    if (at === undefined) return isNamedIn(after, user) ? [user] : [];
    if (at >= start && at < end) return [];
    const moved = at < start ? at : at + after.length - before.length;
    return isNamedIn(after.slice(moved, moved + NAME_UNITS), user, 0) ? [{ ...user, at: moved }] : [];
  });
}
