"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { Button, ButtonLink } from "@/app/_ui/kit/button";
import { Notice } from "@/app/_ui/kit/notice";
import type { User } from "@/lib/protocol/room";
import type { PageSession } from "./page-user";
import { useKeptWriting } from "./use-kept-writing";

/**
 * Covers a page whose user is no longer signed in, and any open dialog, which would keep the focus and hide the notice from
 * screen readers. Says what happened, what is kept and where to go.
 */
export function AccountNotice({ session, user }: { session: Exclude<PageSession, "current">; user: User }) {
  const t = useTranslations("pageUser");
  const isKept = useKeptWriting(user.id);
  const body = t(`${session}.body`, { name: user.username });
  const cover = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const others = [...document.body.children].filter((each) => each !== cover.current && !each.hasAttribute("inert"));
    for (const each of others) each.setAttribute("inert", "");
    cover.current?.focus();
    return () => {
      for (const each of others) each.removeAttribute("inert");
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return createPortal(
    <div
      ref={cover}
      role="alertdialog"
      aria-modal="true"
      aria-label={t(`${session}.title`)}
      tabIndex={-1}
      className="fixed inset-0 z-[100] flex flex-col justify-center-safe overflow-y-auto bg-paper outline-none"
    >
      <Notice
        level={1}
        title={t(`${session}.title`)}
        body={isKept ? `${body} ${t(`${session}.kept`, { name: user.username })}` : body}
      >
        {session === "signed_out" ? (
          <EnterAgain />
        ) : (
          <>
            <Button onClick={() => window.location.reload()}>{t("reload")}</Button>
            <Button look="secondary" onClick={() => window.location.assign("/rooms")}>
              {t("rooms")}
            </Button>
          </>
        )}
      </Notice>
    </div>,
    document.body,
  );
}

function EnterAgain() {
  const t = useTranslations("pageUser");
  const { pathname, search } = window.location;
  const href = entryPath("/enter", pathname + search);
  return (
    <ButtonLink
      href={href}
      prefetch={false}
      onClick={(event) => {
        // A full page load, so that nothing from this page stays in memory.
        event.preventDefault();
        window.location.assign(href);
      }}
    >
      {t("enter")}
    </ButtonLink>
  );
}
