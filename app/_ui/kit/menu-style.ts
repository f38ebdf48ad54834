/** A menu's popup. Its height is limited, so that the menu scrolls on a low screen. The caller sets the width. */
export const menuPopup =
  "popup max-h-(--available-height) max-w-(--available-width) origin-(--transform-origin) overflow-y-auto overscroll-contain p-1.5";
export const menuItem =
  "flex min-h-11 cursor-pointer items-center gap-2.5 rounded-xl px-3 text-sm outline-none select-none data-highlighted:bg-sunken";
