export const menuItem =
  "flex min-h-11 cursor-pointer items-center gap-2.5 rounded-xl px-3 text-sm outline-none select-none data-highlighted:bg-sunken";
