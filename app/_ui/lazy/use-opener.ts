import type { LazyPart } from "./lazy-part";

/** The attributes of a button that opens a lazy dialog, whose code it loads before it is pressed. */
export function useOpener<P>(part: LazyPart<P>, open: boolean, setOpen: (open: boolean) => void) {
  return {
    "aria-haspopup": "dialog",
    "aria-expanded": open,
    onClick() {
      setOpen(true);
      // Tries again if the code could not be loaded before.
      void part.load();
    },
    onPointerEnter: () => void part.load(),
    onFocus: () => void part.load(),
  } as const;
}
