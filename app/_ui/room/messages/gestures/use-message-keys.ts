import { type KeyboardEvent, useContext } from "react";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { isForComposer } from "@/app/_ui/room/composer/typed-anywhere";
import { mayRemove } from "@/app/_ui/room/messages/actions/may-remove";
import { MessageActionsContext } from "@/app/_ui/room/messages/actions/message-actions";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { isField, letterOf } from "@/app/_ui/shortcuts/letter-key";
import type { Message } from "@/lib/protocol/room";

/**
 * Keys on a message that the keyboard has focused, or on a button in it: R replies, E edits, Delete deletes, + opens the menu at the
 * reactions. They do nothing where the menu has no such item.
 * @param message undefined for a message that has not been sent
 */
export function useMessageKeys(message: Message | undefined, openMenu: () => void) {
  const actions = useContext(MessageActionsContext);
  const { room, you, role } = useRoomContext();
  return (event: KeyboardEvent<HTMLElement>): void => {
    if (!message || !actions || message.deletedAt || message.notice) return;
    const { target, currentTarget, ctrlKey, metaKey, altKey, repeat } = event;
    if (ctrlKey || metaKey || altKey || repeat || event.defaultPrevented) return;
    // Typed after a click on the message.
    if (isForComposer(event.nativeEvent)) return;
    // React also reports keys in menus and dialogs of the message, although these are elsewhere in the page.
    if (!(target instanceof HTMLElement) || !currentTarget.contains(target) || isField(target)) return;
    const isMine = message.author.id === you.id;
    const act = {
      r: () => actions.reply(message),
      e: isMine ? () => actions.edit(message) : undefined,
      "+": openMenu,
      delete: mayRemove(message, { room, you, role }) ? () => actions.remove(message) : undefined,
    }[nameOf(event)];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

/** The key's letter also while an input method is on, which cannot compose here. */
function nameOf(event: KeyboardEvent<HTMLElement>): string {
  const { key, shiftKey } = event;
  if (key === "+" || key === "Delete") return key.toLowerCase();
  return shiftKey && !isComposing(event) ? "" : letterOf(event.nativeEvent);
}
