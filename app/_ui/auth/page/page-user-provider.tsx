"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useKeptFocus } from "@/app/_ui/hooks/use-kept-focus";
import type { User } from "@/lib/protocol/room";
import { AccountNotice } from "./account-notice";
import { watchSession } from "./check-session";
import { claimPage, noteSession, type PageSession, pageSession, subscribePageSession } from "./page-user";

const IsWithin = createContext(false);

/** Whether this page's own user is still signed in: `current`, until a response of the server says otherwise. */
export function usePageSession(): PageSession {
  return useSyncExternalStore(subscribePageSession, pageSession, () => "current");
}

/**
 * Wraps every page and records the user it was rendered for. When another user, or nobody, is signed in, a notice covers the
 * content. The content keeps its state and is shown again when the page's own user is back.
 */
export function PageUserProvider({ user, children }: { user?: User; children: ReactNode }) {
  const isWithin = useContext(IsWithin);
  const isOurs = useClaim(user?.id);
  const session = usePageSession();
  useEffect(() => {
    if (!isOurs && user) noteSession("other_account");
    // The document of a user who was signed out now shows a page without a user, such as the sign-in page: a reload removes all
    // data of that user from memory.
    if (!isOurs && !user) window.location.reload();
  }, [isOurs, user]);
  useEffect(() => (isWithin ? undefined : watchSession()), [isWithin]);
  useKeptFocus(!isWithin);
  if (isWithin) return isOurs ? children : null;
  const isShown = isOurs && session === "current";
  return (
    <IsWithin value={true}>
      <div className={isShown ? "contents" : "hidden"}>{isOurs && children}</div>
      {session !== "current" && user && <AccountNotice session={session} user={user} />}
    </IsWithin>
  );
}

/** Claims the document for this user. Not on the server, where one process serves all users. */
function useClaim(userId: string | undefined): boolean {
  // During the render, not in an effect: the children's effects run earlier, and they call the API.
  const [claimed, setClaimed] = useState(() => ({
    userId,
    isOurs: typeof window === "undefined" || claimPage(userId),
  }));
  if (claimed.userId === userId) return claimed.isOurs;
  const next = { userId, isOurs: claimPage(userId) };
  setClaimed(next);
  return next.isOurs;
}
