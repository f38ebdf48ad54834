/** Whether somebody is at this page: it shows, and what is typed would go to it. */
export function isPageAttended(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
