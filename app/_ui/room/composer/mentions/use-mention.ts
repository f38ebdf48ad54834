import { type RefObject, useContext } from "react";
import { type Completion, useCompletion, useQueryAtCaret } from "@/app/_ui/room/composer/completion/use-completion";
import { changeText } from "@/app/_ui/room/composer/native-edit";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { boundIn } from "@/lib/events/bound";
import { type Chosen, placedIn } from "@/lib/events/chosen";
import { nameIndex } from "@/lib/events/mentions";
import type { User } from "@/lib/protocol/room";
import type { Candidate } from "./candidates";
import { mentionAt, withMention } from "./mention-query";
import { useCandidates } from "./use-candidates";

/** The chosen users of a text with one more, instead of the user who was chosen for the same @. */
export function withChosen(chosen: readonly Chosen[] = [], user: Required<Chosen>): Chosen[] {
  return [...chosen.filter(({ at }) => at !== user.at), user];
}

export interface Mentioning extends Completion<Candidate> {
  /**
   * The ids to send with a text for which these people were chosen.
   * @param written the text in the field
   */
  boundIn: (text: string, written: string, chosen: readonly Chosen[]) => string[];
}

interface Field {
  field: RefObject<HTMLTextAreaElement | null>;
  roomId: string;
  online: readonly User[];
  you: User;
  /** Called when a user was chosen for the @ at index `at`, after their name was inserted. */
  choose: (user: Required<Chosen>) => void;
}

/** Completes the name after an @ at the caret. */
export function useMention({ field, roomId, online, you, choose }: Field): Mentioning {
  const { names } = useContext(LogContext);
  const at = useQueryAtCaret(field, mentionAt);
  const { candidates, known, isWhole } = useCandidates(roomId, at.query, online, you);
  const completion = useCompletion<Candidate>(field, at, {
    find: mentionAt,
    candidates,
    complete(element, range, { id, username }) {
      const next = withMention(element.value, range, username);
      changeText(element, next.text, next.caret);
      choose({ id, username, at: range.start });
    },
  });
  return {
    ...completion,
    boundIn(text, written, chosen) {
      return boundIn(text, placedIn(written, chosen), new Map([...names, ...nameIndex(known)]), isWhole);
    },
  };
}
