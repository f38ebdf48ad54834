"use client";

import { Menu } from "@base-ui/react/menu";
import { LogOut, Settings2, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLogout } from "@/app/_ui/auth/page/use-logout";
import { Avatar } from "@/app/_ui/kit/avatar";
import { menuItem, menuPopup } from "@/app/_ui/kit/menu-style";
import { Question } from "@/app/_ui/kit/question";
import { PreferenceItems } from "./preference-items";
import type { Theme } from "./theme";

interface UserMenuProps {
  username?: string;
  theme: Theme;
}

/** Language and theme for everybody; for a signed-in user also their name and logging out. */
export function UserMenu({ username, theme }: UserMenuProps) {
  const t = useTranslations("menu");
  const [open, setOpen] = useState(false);
  const { logout, leave, stay, asks, failed } = useLogout();
  return (
    <>
      <Menu.Root modal={false} open={open && !asks} onOpenChange={setOpen}>
        <Menu.Trigger
          aria-label={username ? t("open", { name: username }) : t("preferences")}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-xl text-muted transition-colors hover:bg-sunken hover:text-ink data-popup-open:bg-sunken"
        >
          {username ? <Avatar name={username} /> : <Settings2 className="size-5" aria-hidden="true" />}
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" collisionPadding={8} className="z-40">
            <Menu.Popup className={`${menuPopup} w-60`}>
              {username && <p className="truncate px-3 pt-2 pb-1 font-semibold">{username}</p>}
              <PreferenceItems theme={theme} />
              {username && <OwnItems logout={logout} failed={failed} />}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <Question
        open={asks}
        onOpenChange={(isOpen) => !isOpen && stay()}
        title={t("unsent.title")}
        lead={t("unsent.lead")}
        yes={t("unsent.logout")}
        no={t("unsent.stay")}
        act={leave}
        error={failed ? t("failed") : undefined}
      />
    </>
  );
}

function OwnItems({ logout, failed }: { logout: () => void; failed: boolean }) {
  const t = useTranslations("menu");
  return (
    <>
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      <Menu.Item className={menuItem} render={<Link href="/account" />}>
        <UserRound className="size-4 text-muted" aria-hidden="true" />
        {t("account")}
      </Menu.Item>
      <Menu.Item className={menuItem} closeOnClick={false} onClick={logout}>
        <LogOut className="size-4 text-muted" aria-hidden="true" />
        {t("logout")}
      </Menu.Item>
      {failed && (
        <p role="alert" className="px-3 pb-2 text-sm text-danger">
          {t("failed")}
        </p>
      )}
    </>
  );
}
