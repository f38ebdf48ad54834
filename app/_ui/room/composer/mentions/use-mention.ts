import { type RefObject, useContext, useEffect } from "react";
import { type Completion, useCompletion, useQueryAtCaret } from "@/app/_ui/room/composer/completion/use-completion";
import { stillChosen } from "@/app/_ui/room/composer/drafts/still-chosen";
import { useDrafts } from "@/app/_ui/room/composer/drafts/use-drafts";
import { changeText } from "@/app/_ui/room/composer/native-edit";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { boundIn } from "@/lib/events/bound";
import { nameIndex } from "@/lib/events/mentions";
import type { User } from "@/lib/protocol/room";
import type { Candidate } from "./candidates";
import { mentionAt, withMention } from "./mention-query";
import { useCandidates } from "./use-candidates";

export interface Mentioning extends Completion<Candidate> {
  /** The ids to send with a text for which these people were chosen. */
  boundIn: (text: string, chosen: readonly User[]) => string[];
}

interface Field {
  field: RefObject<HTMLTextAreaElement | null>;
  roomId: string;
  online: readonly User[];
  you: User;
}

/** Completes the name after an @ at the caret. */
export function useMention({ field, roomId, online, you }: Field): Mentioning {
  const { names } = useContext(LogContext);
  const drafts = useDrafts();
  useEffect(() => {
    drafts.stillChosen = stillChosen;
  }, [drafts]);
  const at = useQueryAtCaret(field, mentionAt);
  const { candidates, known } = useCandidates(roomId, at.query, online, you);
  const completion = useCompletion<Candidate>(field, at, {
    find: mentionAt,
    candidates,
    complete(element, range, { id, username }) {
      const next = withMention(element.value, range, username);
      changeText(element, next.text, next.caret);
      const others = drafts.getState().composer.chosen?.filter(({ at }) => at !== range.start) ?? [];
      drafts.writeComposer({ chosen: [...others, { id, username, at: range.start }] });
    },
  });
  return {
    ...completion,
    boundIn: (text, chosen) => boundIn(text, chosen, new Map([...names, ...nameIndex(known)])),
  };
}
