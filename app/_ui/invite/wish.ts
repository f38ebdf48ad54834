const KEY = "wish to join";

/**
 * Remembers in this tab that the user has pressed to join, while they sign up or sign in. Not in the page's address, since a link
 * on another site could then make people join.
 */
export function wishToJoin(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Storage is full or forbidden: the user has to press once more.
  }
}

/** Whether the user has pressed to join by this invite. Removes the wish, so that it is used only once. */
export function takeWish(token: string): boolean {
  try {
    const wished = sessionStorage.getItem(KEY) === token;
    forgetWish();
    return wished;
  } catch {
    return false;
  }
}

export function forgetWish(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden, so no wish is remembered.
  }
}
