"use client";

import { type ReactNode, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { SearchSheetProps } from "@/app/_ui/search/search-sheet";
import type { SwitcherSheetProps } from "@/app/_ui/switcher/switcher-sheet";
import { isCommand, isField, letterOf } from "./letter-key";
import { type OpenDialog, OpenDialogContext, type ShortcutDialog } from "./open-dialog";

const switcher = new LazyPart<SwitcherSheetProps>(() =>
  import("@/app/_ui/switcher/switcher-sheet").then((code) => code.SwitcherSheet),
);
const search = new LazyPart<SearchSheetProps>(() =>
  import("@/app/_ui/search/search-sheet").then((code) => code.SearchSheet),
);
const help = new LazyPart<OpenedDialog>(() => import("./shortcuts-sheet").then((code) => code.ShortcutsSheet));

/** Open dialogs and menus, whose own keys take precedence. A closed one stays in the page until its animation ends. */
const OPEN = ":is([role=dialog], [role=alertdialog], [role=menu]):not([data-closed])";

/** The keyboard shortcuts of all pages of the rooms, and the dialogs that they open. */
export function Shortcuts({ roomId, children }: { roomId: string | undefined; children: ReactNode }) {
  const [dialog, setDialog] = useState<ShortcutDialog>();
  /** Gets the focus on closing. */
  const opener = useRef<HTMLElement>(null);
  const open = useCallback<OpenDialog>((wanted, from) => {
    const focused = from ?? document.activeElement;
    // One of these dialogs may replace another.
    if (!focused?.closest("[role=dialog]")) opener.current = focused instanceof HTMLElement ? focused : null;
    setDialog(wanted);
  }, []);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const wanted = dialogOf(event);
    if (!wanted || (dialog === undefined && document.querySelector(OPEN))) return;
    event.preventDefault();
    if (dialog === wanted) setDialog(undefined);
    else open(wanted);
  });
  useEffect(() => {
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  const propsOf = (name: ShortcutDialog) => ({
    opener: dialog === undefined || dialog === name ? opener : undefined,
    open: dialog === name,
    onOpenChange: (open: boolean) => setDialog(open ? name : undefined),
  });
  const close = () => setDialog(undefined);
  return (
    <OpenDialogContext value={open}>
      {children}
      <Part part={switcher} wanted={dialog === "switcher"} giveUp={close} with={{ roomId, ...propsOf("switcher") }} />
      <Part part={search} wanted={dialog === "search"} giveUp={close} with={{ roomId, ...propsOf("search") }} />
      <Part part={help} wanted={dialog === "help"} giveUp={close} with={propsOf("help")} />
    </OpenDialogContext>
  );
}

function dialogOf(event: KeyboardEvent): ShortcutDialog | undefined {
  if (event.defaultPrevented || event.isComposing) return undefined;
  if (isCommand(event)) {
    if (letterOf(event) === "k" && !event.shiftKey) return "switcher";
    if (letterOf(event) === "f" && event.shiftKey) return "search";
    return event.key === "/" ? "help" : undefined;
  }
  return event.key === "?" && !isField(event.target) ? "help" : undefined;
}
