/** Tells other tabs which room the user is looking at: the tab that shows it holds a shared lock. */
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";

export const lockOf = (roomId: string) => `attended:${roomId}`;

/** Holds the room's lock whenever the user is at this page, until the returned function is called. */
export function attendRoom(roomId: string): () => void {
  if (!navigator.locks) return () => {};
  let release: (() => void) | undefined;
  const look = () => {
    const isAttended = isPageAttended();
    if (isAttended === (release !== undefined)) return;
    release?.();
    release = undefined;
    if (!isAttended) return;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    void navigator.locks.request(lockOf(roomId), { mode: "shared" }, () => released);
  };
  const events = ["focus", "blur", "visibilitychange"] as const;
  // Captured, since `visibilitychange` is an event of the document.
  for (const name of events) window.addEventListener(name, look, { capture: true });
  look();
  return () => {
    for (const name of events) window.removeEventListener(name, look, { capture: true });
    release?.();
  };
}
