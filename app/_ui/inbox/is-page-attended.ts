/** Whether the user is at this page: the page is visible and has the keyboard focus. */
export function isPageAttended(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
