import { useEffect, useState } from "react";

/** Whether this device has drafts or unsent messages of a user; false until that is known. Another tab may remove them. */
export function useKeptWriting(userId: string): boolean {
  const [isKept, setIsKept] = useState(false);
  useEffect(() => {
    let stop = () => {};
    let hasEnded = false;
    async function watch() {
      // Most visits never need this code.
      const { hasUnsavedWriting, watchWriting } = await import("@/lib/client/outbox/writing");
      if (hasEnded) return;
      const look = async () => setIsKept(await hasUnsavedWriting(userId));
      const stopWatching = watchWriting(userId, look);
      // For browsers without channels between tabs.
      document.addEventListener("visibilitychange", look);
      stop = () => {
        stopWatching();
        document.removeEventListener("visibilitychange", look);
      };
      await look();
    }
    // If the code cannot be loaded, the notice does not mention drafts.
    watch().catch(() => {});
    return () => {
      hasEnded = true;
      stop();
    };
  }, [userId]);
  return isKept;
}
