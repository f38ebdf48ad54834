const KEY = "wish to join";

/**
 * Remembers in this tab that somebody has pressed to join, while they sign up or enter. An address could say it too, but then
 * a link on another site could make people join.
 */
export function wishToJoin(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Full or forbidden: they press once more.
  }
}

/** Whether that was pressed for this invite; true only once. */
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
