"use client";

import {
  createContext,
  type RefObject,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { RoomDrafts } from "./drafts";

export const DraftsContext = createContext<RoomDrafts | undefined>(undefined);

/** A room's drafts, read from the device while the room's page is shown. */
export function useOpenDrafts(userId: string, roomId: string): RoomDrafts {
  const [drafts] = useState(() => new RoomDrafts(userId, roomId));
  useEffect(() => drafts.open(), [drafts]);
  return drafts;
}

/** @throws Error outside a room's screen. */
export function useDrafts(): RoomDrafts {
  const drafts = useContext(DraftsContext);
  if (!drafts) throw new Error("useDrafts must be used within a room's screen");
  return drafts;
}

/** Seq of the message that the composer's text replies to. */
export function useReplyTo(drafts: RoomDrafts): number | undefined {
  const replyTo = () => drafts.getState().composer.replyTo;
  return useSyncExternalStore(drafts.subscribe, replyTo, () => undefined);
}

/**
 * Puts the stored draft, and changes by other tabs, into the composer's field. Text that was typed before hydration
 * follows the stored draft.
 */
export function useComposerDraft(field: RefObject<HTMLTextAreaElement | null>, show: (text: string) => void): void {
  const drafts = useDrafts();
  const follow = useEffectEvent(() => {
    const { isLoaded, composer } = drafts.getState();
    if (isLoaded && field.current && field.current.value !== composer.text) show(composer.text);
  });
  const begin = useEffectEvent(() => {
    const typed = field.current?.value;
    if (typed && !drafts.getState().isLoaded) {
      show(typed);
      drafts.writeComposer({ text: typed });
    } else follow();
  });
  useEffect(() => {
    begin();
    return drafts.subscribe(() => follow());
  }, [drafts]);
  useEffect(() => (field.current ? watchComposition(field.current, drafts) : undefined), [field, drafts]);
}

/**
 * Reports compositions in the field to the drafts, which then do not set the field's text: a new text would end the composition, and
 * the input method would insert its syllable a second time.
 */
function watchComposition(field: HTMLTextAreaElement, drafts: RoomDrafts): () => void {
  // A composition that began before hydration can only be recognised by the text.
  if (field === document.activeElement && mayBeComposed(field)) drafts.setComposing(true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Delayed until after the key press that ends the composition: some browsers send the last `input` after `compositionend`, and the
  // key may be Enter, which sends the field's text.
  const end = () => {
    clearTimeout(timer);
    timer = setTimeout(() => drafts.setComposing(false));
  };
  const hears = (event: Event) => {
    if (event.type === "compositionend" || event.type === "blur") return end();
    if (!event.type.startsWith("composition") && !isComposingAt(event)) return end();
    clearTimeout(timer);
    drafts.setComposing(true);
  };
  const names = ["compositionstart", "compositionupdate", "compositionend", "keydown", "input", "blur"];
  for (const name of names) field.addEventListener(name, hears);
  return () => {
    clearTimeout(timer);
    drafts.setComposing(false);
    for (const name of names) field.removeEventListener(name, hears);
  };
}

const mayBeComposed = ({ value, selectionEnd }: HTMLTextAreaElement) =>
  /\P{ASCII}$/u.test(value.slice(0, selectionEnd));

function isComposingAt(event: Event): boolean {
  if (event instanceof InputEvent) return event.isComposing;
  return event instanceof KeyboardEvent && isComposing({ nativeEvent: event, keyCode: event.keyCode });
}
