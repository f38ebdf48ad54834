import { type FocusEvent, type KeyboardEvent, useContext, useEffect, useMemo } from "react";
import { isField } from "@/app/_ui/shortcuts/letter-key";
import { RovingContext } from "./roving";

/** Key handlers for the log: arrow keys move between messages, Home and End go to the first and last, Enter opens the menu, Escape goes to the composer. */
export function useLogKeys(clientIds: readonly string[]) {
  const roving = useContext(RovingContext);
  useEffect(() => roving.shows(clientIds), [roving, clientIds]);
  return useMemo(
    () => ({
      onFocus: ({ target, currentTarget }: FocusEvent<HTMLElement>) => {
        // React also reports a focus in menus and dialogs of the log, although these are elsewhere in the page.
        const line = currentTarget.contains(target) ? target.closest<HTMLElement>("[data-message]") : null;
        if (line) roving.focused(line.dataset.message);
      },
      onKeyDown: pressed,
    }),
    [roving],
  );
}

function pressed(event: KeyboardEvent<HTMLElement>): void {
  const { key, currentTarget: log, target } = event;
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!(target instanceof HTMLElement) || !log.contains(target) || isField(target)) return;
  const line = target.closest<HTMLElement>("[data-message]");
  if ((key === "Enter" && target === line) || key === "ContextMenu" || (key === "F10" && event.shiftKey)) {
    const button = line?.querySelector<HTMLElement>("[data-menu-button]");
    if (!button) return;
    event.preventDefault();
    return button.click();
  }
  if (event.shiftKey) return;
  if (key === "Escape" && line) document.querySelector<HTMLElement>("[data-composer]")?.focus();
  const next = nextLine(key, log, target, line);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function nextLine(key: string, log: HTMLElement, from: HTMLElement, line: HTMLElement | null): HTMLElement | undefined {
  if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(key)) return undefined;
  const lines = [...log.querySelectorAll<HTMLElement>("[data-message]")];
  if (key === "Home") return lines[0];
  if (key === "End") return lines.at(-1);
  if (line)
    return isScrolledFirst(key, log, line) ? undefined : lines[lines.indexOf(line) + (key === "ArrowUp" ? -1 : 1)];
  // With the focus on the log itself, arrow keys scroll; on an author's picture, they go to the first message beside it.
  return from === log ? undefined : (from.closest("li")?.querySelector<HTMLElement>("[data-message]") ?? undefined);
}

/** Whether the browser should scroll instead, because the message is taller than the log and continues in that direction. */
function isScrolledFirst(key: string, log: HTMLElement, line: HTMLElement): boolean {
  const view = log.getBoundingClientRect();
  const box = line.getBoundingClientRect();
  if (box.height <= view.height) return false;
  return key === "ArrowUp" ? box.top < view.top - 1 : box.bottom > view.bottom + 1;
}
