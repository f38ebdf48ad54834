import { useEffect, useState } from "react";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";

const NONE: ReadonlyMap<string, string> = new Map();

/** The texts that the user has begun on this device, by room id. */
export function useDraftTexts(): ReadonlyMap<string, string> {
  const { me } = useInboxHub();
  const [texts, setTexts] = useState(NONE);
  useEffect(() => {
    let isOver = false;
    let stop = () => {};
    // Not needed before the list is shown. If the code cannot be loaded, no draft is marked.
    import("@/lib/client/outbox/draft-texts").then(
      ({ watchDraftTexts }) => {
        if (!isOver) stop = watchDraftTexts(me.id, setTexts);
      },
      () => {},
    );
    return () => {
      isOver = true;
      stop();
    };
  }, [me.id]);
  return texts;
}
