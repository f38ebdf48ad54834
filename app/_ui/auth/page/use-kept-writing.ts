import { useEffect, useState } from "react";
import { hasUnsavedWriting, watchWriting } from "@/lib/client/outbox/writing";

/** Whether this device has drafts or unsent messages of a user; false until that is known. Another tab may remove them. */
export function useKeptWriting(userId: string): boolean {
  const [isKept, setIsKept] = useState(false);
  useEffect(() => {
    const look = async () => setIsKept(await hasUnsavedWriting(userId));
    void look();
    const stop = watchWriting(userId, look);
    // Without channels between tabs, the page looks again when it is shown.
    document.addEventListener("visibilitychange", look);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", look);
    };
  }, [userId]);
  return isKept;
}
