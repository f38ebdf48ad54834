/**
 * A document belongs to the one user it was first rendered for. Another tab may sign somebody else in, or nobody: then this
 * page says so, and does nothing more, until its own user is back.
 */

/** The current session as far as this page knows: its own user, nobody, or another user. */
export type PageSession = "current" | "signed_out" | "other_account";

let user: string | undefined;
let session: PageSession = "current";
const listeners = new Set<() => void>();

/** The id of the user this document was rendered for; undefined where nobody was signed in. */
export const pageUser = (): string | undefined => user;

/**
 * To be said by each page with the user it was rendered for. A document of nobody becomes that user's, and every other page
 * that is shown in it must be theirs too: router navigations keep the document.
 * @returns false where the document is somebody else's
 */
export function claimPage(userId: string | undefined): boolean {
  user ??= userId;
  return user === userId;
}

export const pageSession = (): PageSession => session;

/** Notes who is signed in. A page of nobody has nothing to lose. */
export function noteSession(now: PageSession): void {
  if (user === undefined || session === now) return;
  session = now;
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`. */
export function subscribePageSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For tests: a new document. */
export function forgetPage(): void {
  user = undefined;
  session = "current";
}
