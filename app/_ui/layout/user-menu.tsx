"use client";

import { Settings2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Avatar } from "@/app/_ui/kit/avatar";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { MenuButton } from "@/app/_ui/lazy/menu-button";
import { Part } from "@/app/_ui/lazy/part";
import type { Theme } from "./theme";
import type { UserMenuItemsProps } from "./user-menu-items";

const items = new LazyPart<UserMenuItemsProps>(() => import("./user-menu-items").then((code) => code.UserMenuItems));

interface UserMenuProps {
  username?: string;
  theme: Theme;
}

/** Language and theme for everybody; for a signed-in user also their name and logging out. */
export function UserMenu({ username, theme }: UserMenuProps) {
  const t = useTranslations("menu");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <MenuButton
        ref={button}
        label={username ? t("open", { name: username }) : t("preferences")}
        part={items}
        open={open}
        onOpenChange={setOpen}
      >
        {username ? <Avatar name={username} /> : <Settings2 className="size-5" aria-hidden="true" />}
      </MenuButton>
      <Part
        part={items}
        wanted={open}
        giveUp={() => setOpen(false)}
        with={{ username, theme, button, open, onOpenChange: setOpen }}
      />
    </>
  );
}
