"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useKeptFocus } from "@/app/_ui/hooks/use-kept-focus";
import type { User } from "@/lib/protocol/room";
import { AccountNotice } from "./account-notice";
import { watchSession } from "./check-session";
import { claimPage, noteSession, type PageSession, pageSession, subscribePageSession } from "./page-user";

const IsWithin = createContext(false);

/** The signed-in user as far as this page knows: its own user, until another tab or a response says otherwise. */
export function usePageSession(): PageSession {
  return useSyncExternalStore(subscribePageSession, pageSession, () => "current");
}

/**
 * Wraps every page and records the user it was rendered for. When another user, or nobody, is signed in, a notice
 * covers the content, which keeps its state and resumes when its own user is back.
 */
export function PageUserProvider({ user, children }: { user?: User; children: ReactNode }) {
  const isWithin = useContext(IsWithin);
  const isOurs = useClaim(user?.id);
  const session = usePageSession();
  useEffect(() => {
    if (!isOurs && user) noteSession("other_account");
    // A page without a user, such as the sign-in page, in the document of a user who was signed out: nothing of theirs
    // may stay.
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

/** Records nothing on the server, since one process serves all users. */
function useClaim(userId: string | undefined): boolean {
  // Not in an effect: effects of the children run first, and call the API.
  const [claimed, setClaimed] = useState(() => ({
    userId,
    isOurs: typeof window === "undefined" || claimPage(userId),
  }));
  if (claimed.userId === userId) return claimed.isOurs;
  const next = { userId, isOurs: claimPage(userId) };
  setClaimed(next);
  return next.isOurs;
}
