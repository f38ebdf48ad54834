import { createContext } from "react";

/** The dialogs that a keyboard shortcut opens. */
export type ShortcutDialog = "switcher" | "search" | "help";

/** @param opener gets the focus on closing, instead of the element that has it now, such as an item of a menu that closes */
export type OpenDialog = (dialog: ShortcutDialog, opener?: HTMLElement | null) => void;

/** Opens a dialog; undefined on pages without these dialogs. */
export const OpenDialogContext = createContext<OpenDialog | undefined>(undefined);
