"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { User } from "../../../lib/protocol";
import { AccountNotice } from "./account-notice";
import { watchSession } from "./check-session";
import { claimPage, noteSession, type PageSession, pageSession, subscribePageSession } from "./page-user";

const IsWithin = createContext(false);

/** The signed-in user as far as this page knows: its own user until another tab or an answer says otherwise. */
export function usePageSession(): PageSession {
  return useSyncExternalStore(subscribePageSession, pageSession, () => "current");
}

/**
 * Stands around every page and says whom it was rendered for. Once somebody else, or nobody, is signed in, a notice covers
 * what is within; it keeps its state, and goes on when its own user is back.
 */
export function PageOf({ user, children }: { user?: User; children: ReactNode }) {
  const isWithin = useContext(IsWithin);
  const isOurs = useClaim(user?.id);
  const session = usePageSession();
  useEffect(() => {
    if (!isOurs && user) noteSession("other_account");
    // A page of nobody, such as the one to enter by, in a document of somebody who is signed out: nothing of theirs may stay.
    if (!isOurs && !user) window.location.reload();
  }, [isOurs, user]);
  useEffect(() => (isWithin ? undefined : watchSession()), [isWithin]);
  if (isWithin) return isOurs ? children : null;
  const isShown = isOurs && session === "current";
  return (
    <IsWithin value={true}>
      <div className={isShown ? "contents" : "hidden"}>{isOurs && children}</div>
      {session !== "current" && user && <AccountNotice session={session} user={user} />}
    </IsWithin>
  );
}

/** On the server, which serves everybody, nothing is noted. */
function useClaim(userId: string | undefined): boolean {
  // At once, not in an effect: those of what stands within run first, and call the API.
  const [claimed, setClaimed] = useState(() => ({
    userId,
    isOurs: typeof window === "undefined" || claimPage(userId),
  }));
  if (claimed.userId === userId) return claimed.isOurs;
  const next = { userId, isOurs: claimPage(userId) };
  setClaimed(next);
  return next.isOurs;
}
