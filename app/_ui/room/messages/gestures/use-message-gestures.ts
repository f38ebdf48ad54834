import { type MouseEvent, type RefObject, type TouchEvent, useContext, useRef, useState } from "react";
import { MessageActionsContext } from "@/app/_ui/room/messages/actions/message-actions";
import { useOpenMenu } from "@/app/_ui/room/messages/actions/message-menu";
import type { Message } from "@/lib/protocol/room";
import { type Point, useLongPress } from "./use-long-press";
import { useSwipe } from "./use-swipe";

const CONTROL = "a, button, input, textarea, summary";

/**
 * What a pointer does on a message. A long press or a right click opens the menu; a swipe to the left or a double click replies. A
 * right click on a link, on selected text or with Shift opens the browser's menu.
 * @param message undefined for a message that has not been sent
 * @param row follows the finger
 * @returns `isPointed`: a mouse is on the message; `isArmed`: lifting the finger now would reply
 */
export function useMessageGestures(
  message: Message | undefined,
  row: RefObject<HTMLElement | null>,
  menuButton: RefObject<HTMLElement | null>,
) {
  const openMenu = useOpenMenu();
  const actions = useContext(MessageActionsContext);
  const [isPointed, setPointed] = useState(false);
  /**
   * Whether the first press of a double click was on the message itself. A pressed reaction may disappear, and the second
   * press is then on the message although the first one was not.
   */
  const isFirstPressHere = useRef(false);
  const canReply = message && actions && !message.deletedAt && !message.notice;
  const { isArmed, handlers: swipe } = useSwipe(row, canReply ? () => actions.reply(message) : undefined);
  const held =
    message && openMenu
      ? (at: Point) => {
          if (!menuButton.current) return;
          // The finger may still move, but now over the menu.
          swipe.onTouchCancel();
          openMenu(message, menuButton.current, at);
        }
      : undefined;
  const hold = useLongPress(held);

  function rightClicked(event: MouseEvent) {
    hold.onContextMenu(event);
    if (event.defaultPrevented || !held || event.shiftKey || isOnControl(event.target)) return;
    if (hasSelectionIn(row.current)) return;
    event.preventDefault();
    held({ x: event.clientX, y: event.clientY });
  }
  return {
    isArmed,
    isPointed,
    gestures: {
      row: {
        onPointerEnter: ({ pointerType }: { pointerType: string }) => setPointed(pointerType === "mouse"),
        onPointerLeave({ pointerType }: { pointerType: string }) {
          setPointed(false);
          // A finger leaves at the end of each tap.
          if (pointerType === "mouse") isFirstPressHere.current = false;
        },
        onMouseDown({ detail, target }: MouseEvent) {
          if (detail === 1) isFirstPressHere.current = !isOnControl(target);
        },
        onDoubleClick({ target }: MouseEvent) {
          // The click may have selected a word to copy, so the focus stays.
          if (canReply && isFirstPressHere.current && !isOnControl(target))
            actions.reply(message, { keepsFocus: true });
        },
      },
      body: {
        onTouchStart: both(hold.onTouchStart, swipe.onTouchStart),
        onTouchMove: both(hold.onTouchMove, swipe.onTouchMove),
        onTouchEnd: both(hold.onTouchEnd, swipe.onTouchEnd),
        onTouchCancel: both(hold.onTouchCancel, swipe.onTouchCancel),
        onContextMenu: rightClicked,
      },
    },
  };
}

const both = (first: (event: TouchEvent) => void, second: (event: TouchEvent) => void) => (event: TouchEvent) => {
  first(event);
  second(event);
};

const isOnControl = (target: EventTarget) => target instanceof Element && target.closest(CONTROL) !== null;

function hasSelectionIn(element: HTMLElement | null): boolean {
  const selection = window.getSelection();
  return selection !== null && !selection.isCollapsed && element !== null && selection.containsNode(element, true);
}
