import { createContext } from "react";

/** The dialogs that a keyboard shortcut opens. */
export type ShortcutDialog = "switcher" | "search" | "help";

/** Opens a dialog; undefined on pages without these dialogs. */
export const OpenDialogContext = createContext<((dialog: ShortcutDialog) => void) | undefined>(undefined);
