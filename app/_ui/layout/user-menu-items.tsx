"use client";

import { Menu } from "@base-ui/react/menu";
import { Keyboard, LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type RefObject, useContext } from "react";
import { useLogout } from "@/app/_ui/auth/page/use-logout";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { Question } from "@/app/_ui/kit/question";
import { ButtonMenu } from "@/app/_ui/lazy/button-menu";
import { OpenDialogContext } from "@/app/_ui/shortcuts/open-dialog";
import { PreferenceItems } from "./preference-items";
import type { Theme } from "./theme";

export interface UserMenuItemsProps {
  username: string | undefined;
  theme: Theme;
  button: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The user menu itself, and the question before logging out. */
export function UserMenuItems({ username, theme, button, open, onOpenChange }: UserMenuItemsProps) {
  const t = useTranslations("menu");
  const { logout, leave, stay, asks, failed } = useLogout();
  return (
    <>
      <ButtonMenu button={button} open={open && !asks} onOpenChange={onOpenChange}>
        {username && <p className="truncate px-3 pt-2 pb-1 font-semibold">{username}</p>}
        <PreferenceItems theme={theme} isSignedIn={username !== undefined} />
        {username && <OwnItems button={button} logout={logout} failed={failed} />}
      </ButtonMenu>
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

interface OwnItemsProps extends Pick<UserMenuItemsProps, "button"> {
  logout: () => void;
  failed: boolean;
}

function OwnItems({ button, logout, failed }: OwnItemsProps) {
  const t = useTranslations("menu");
  const openDialog = useContext(OpenDialogContext);
  return (
    <>
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      <Menu.Item className={menuItem} render={<Link href="/account" prefetch={false} />}>
        <UserRound className="size-4 text-muted" aria-hidden="true" />
        {t("account")}
      </Menu.Item>
      {openDialog && (
        <Menu.Item className={`${menuItem} pointer-coarse:hidden`} onClick={() => openDialog("help", button.current)}>
          <Keyboard className="size-4 text-muted" aria-hidden="true" />
          {t("shortcuts")}
        </Menu.Item>
      )}
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
