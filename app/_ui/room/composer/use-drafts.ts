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
import { RoomDrafts } from "./drafts";

export const DraftsContext = createContext<RoomDrafts | undefined>(undefined);

/** A room's drafts for as long as its page is shown. */
export function useOpenDrafts(userId: string, roomId: string): RoomDrafts {
  const [drafts] = useState(() => new RoomDrafts(userId, roomId));
  useEffect(() => drafts.open(), [drafts]);
  return drafts;
}

/** @throws Error outside a room's screen. */
export function useDrafts(): RoomDrafts {
  const drafts = useContext(DraftsContext);
  if (!drafts) throw new Error("drafts are kept within a room's screen");
  return drafts;
}

/** The message that the composer's text replies to. */
export function useReplyTo(drafts: RoomDrafts): number | undefined {
  const replyTo = () => drafts.getState().composer.replyTo;
  return useSyncExternalStore(drafts.subscribe, replyTo, () => undefined);
}

/**
 * Puts the stored draft, and changes from other tabs, into the composer's field. Text that was typed before hydration follows the
 * stored draft.
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
  useEffect(() => {
    const element = field.current;
    // Updates too: the composition may have begun before hydration.
    const begun = () => drafts.setComposing(true);
    const ended = () => {
      // Some browsers report the last input only after this.
      if (element && !drafts.getState().isLoaded) drafts.writeComposer({ text: element.value });
      drafts.setComposing(false);
    };
    element?.addEventListener("compositionstart", begun);
    element?.addEventListener("compositionupdate", begun);
    element?.addEventListener("compositionend", ended);
    return () => {
      drafts.setComposing(false);
      element?.removeEventListener("compositionstart", begun);
      element?.removeEventListener("compositionupdate", begun);
      element?.removeEventListener("compositionend", ended);
    };
  }, [field, drafts]);
}
