"use client";

import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
} from "react";
import { stillChosen } from "@/app/_ui/room/composer/drafts/still-chosen";
import { useDrafts } from "@/app/_ui/room/composer/drafts/use-drafts";
import { MentionList } from "@/app/_ui/room/composer/mentions/mention-list";
import { type Mentioning, useMention, withChosen } from "@/app/_ui/room/composer/mentions/use-mention";
import { ShortcodeList } from "@/app/_ui/room/composer/shortcodes/shortcode-list";
import { useShortcode } from "@/app/_ui/room/composer/shortcodes/use-shortcode";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Chosen } from "@/lib/events/chosen";
import type { User } from "@/lib/protocol/room";
import { optionId } from "./completion-list";
import type { Completion } from "./use-completion";

/** The functions that the field calls. */
export interface CompletionsHandle extends Pick<Completion<unknown>, "look" | "moved" | "composing" | "composed"> {
  /** Returns true if a list has used the key; the caller must then ignore it. */
  pressed: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** The ids to send with a text. */
  boundIn: Mentioning["boundIn"];
}

interface FieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  handle: Ref<CompletionsHandle>;
}

export interface CompletionsProps extends FieldProps {
  /** The people who are here. */
  online: readonly User[];
}

export interface EditCompletionsProps extends FieldProps {
  /** Seq of the edited message. */
  seq: number;
}

/** The completions of the composer: people after an @, emoji after a colon. */
export function ComposerCompletions({ online, ...props }: CompletionsProps) {
  const drafts = useDrafts();
  useEffect(() => {
    drafts.stillChosen = stillChosen;
  }, [drafts]);
  const choose = (user: Required<Chosen>) =>
    drafts.writeComposer({ chosen: withChosen(drafts.getState().composer.chosen, user) });
  return <Completions {...props} online={online} choose={choose} />;
}

/** The completions of an edit. */
export function EditCompletions({ seq, ...props }: EditCompletionsProps) {
  const drafts = useDrafts();
  function choose(user: Required<Chosen>) {
    const draft = drafts.getState().edits[seq];
    if (draft) drafts.writeEdit(seq, { ...draft, chosen: withChosen(draft.chosen, user) });
  }
  return <Completions {...props} online={NOBODY} choose={choose} />;
}

/** An edit takes its candidates from the list of members. */
const NOBODY: readonly User[] = [];

interface CompletionsOfProps extends CompletionsProps {
  choose: (user: Required<Chosen>) => void;
}

function Completions({ field, handle, online, choose }: CompletionsOfProps) {
  const { room, you } = useRoomContext();
  const id = useId();
  const mention = { id: `${id}-people`, ...useMention({ field, roomId: room.id, online, you, choose }) };
  const shortcode = { id: `${id}-emoji`, ...useShortcode(field) };
  useHandle(field, handle, [mention, shortcode], mention.boundIn);
  return (
    <>
      <MentionList {...mention} />
      <ShortcodeList {...shortcode} />
    </>
  );
}

type AnyCompletion = { id: string } & Pick<
  Completion<unknown>,
  "candidates" | "active" | (keyof CompletionsHandle & keyof Completion<unknown>)
>;

/** Gives the field its handle, and names the open list to screen readers. At most one list is open. */
function useHandle(
  field: CompletionsProps["field"],
  handle: Ref<CompletionsHandle>,
  completions: readonly AnyCompletion[],
  boundIn: CompletionsHandle["boundIn"],
): void {
  useImperativeHandle(handle, () => {
    const each = (act: (completion: AnyCompletion) => void) => () => {
      for (const completion of completions) act(completion);
    };
    return {
      look: each(({ look }) => look()),
      moved: each(({ moved }) => moved()),
      composing: each(({ composing }) => composing()),
      composed: each(({ composed }) => composed()),
      pressed: (event) => completions.some(({ pressed }) => pressed(event)),
      boundIn,
    };
  });
  const open = completions.find(({ candidates }) => candidates.length > 0);
  const active = open && optionId(open.id, open.active);
  useLayoutEffect(() => {
    setOrRemove(field.current, "aria-controls", open?.id);
    setOrRemove(field.current, "aria-activedescendant", active);
  }, [field, open?.id, active]);
}

function setOrRemove(element: Element | null, name: string, value: string | undefined): void {
  if (value === undefined) element?.removeAttribute(name);
  else element?.setAttribute(name, value);
}
