import type { RefObject } from "react";
import { type Completion, useCompletion, useQueryAtCaret } from "@/app/_ui/room/composer/completion/use-completion";
import { useDrafts } from "@/app/_ui/room/composer/drafts/use-drafts";
import { changeText } from "@/app/_ui/room/composer/native-edit";
import type { User } from "@/lib/protocol/room";
import type { Candidate } from "./candidates";
import { mentionAt, withMention } from "./mention-query";
import { useCandidates } from "./use-candidates";

interface Mentioning extends Completion<Candidate> {
  /** All members loaded so far for the list. */
  known: readonly User[];
}

interface Field {
  field: RefObject<HTMLTextAreaElement | null>;
  roomId: string;
  online: readonly User[];
  you: User;
}

/** Completes the name after an @ at the caret. */
export function useMention({ field, roomId, online, you }: Field): Mentioning {
  const drafts = useDrafts();
  const at = useQueryAtCaret(field, mentionAt);
  const { candidates, known } = useCandidates(roomId, at.query, online, you);
  const completion = useCompletion<Candidate>(field, at, {
    find: mentionAt,
    candidates,
    complete(element, range, { id, username }) {
      const next = withMention(element.value, range, username);
      changeText(element, next.text, next.caret);
      drafts.writeComposer({ chosen: [...(drafts.getState().composer.chosen ?? []), { id, username }] });
    },
  });
  return { ...completion, known };
}
