/**
 * A document belongs to the user it was first rendered for. If another tab signs that user out, or signs in somebody else, the
 * page says so and sends nothing more until its own user is back.
 */

/** The current session as far as this page knows: its own user, nobody, or another user. */
export type PageSession = "current" | "signed_out" | "other_account";

let user: string | undefined;
let session: PageSession = "current";
const listeners = new Set<() => void>();

/** The id of the user this document was rendered for; undefined if nobody was signed in. */
export const pageUser = (): string | undefined => user;

/**
 * Each page calls this with the user it was rendered for. A document without a user becomes that user's. Later pages of the same
 * document must be of the same user, since router navigations keep the document and its memory.
 * @returns false if the document belongs to somebody else
 */
export function claimPage(userId: string | undefined): boolean {
  user ??= userId;
  return user === userId;
}

export const pageSession = (): PageSession => session;

/** Records who is signed in. A page without a user ignores this, since it shows no user's data. */
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
