import { useRouter } from "next/navigation";
import { type RefObject, useEffect } from "react";
import { goInOpenLog, placeIn } from "./open-log";

/** Links in messages to messages of this site lead there on this page, instead of to a new page. */
export function usePlaceLinks(log: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
      const link = target instanceof Element ? target.closest("a") : null;
      const path = link && placeIn(link.href);
      if (!path || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
      event.preventDefault();
      if (!goInOpenLog(path)) router.push(path);
    };
    const element = log.current;
    element?.addEventListener("click", follow);
    return () => element?.removeEventListener("click", follow);
  }, [log, router]);
}
