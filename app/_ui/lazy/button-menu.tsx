"use client";

import { Menu } from "@base-ui/react/menu";
import type { ReactNode, RefObject } from "react";
import { menuPopup } from "@/app/_ui/kit/menu-style";

interface ButtonMenuProps {
  button: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

/** The menu of a `MenuButton`. */
export function ButtonMenu({ button, open, onOpenChange, children }: ButtonMenuProps) {
  return (
    <Menu.Root
      modal={false}
      open={open}
      onOpenChange={(next, details) => {
        const { target } = details.event;
        // The button closes the menu itself. If this did, the click that follows would open the menu again.
        if (!next && details.reason === "outside-press" && target instanceof Node && button.current?.contains(target))
          details.cancel();
        else onOpenChange(next);
      }}
    >
      <Menu.Portal>
        <Menu.Positioner anchor={button} sideOffset={6} align="end" collisionPadding={8} className="z-40">
          <Menu.Popup finalFocus={button} className={`${menuPopup} w-60`}>
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
