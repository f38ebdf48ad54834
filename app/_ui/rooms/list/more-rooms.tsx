"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef } from "react";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { Button } from "@/app/_ui/kit/button";
import type { Rooms } from "@/app/_ui/rooms/discover/use-rooms";

/** The end of the list: loads the next page when the user scrolls near it; shows a failure, or that a long list has no more rooms. */
export function MoreRooms({ rooms, more }: { rooms: Rooms; more: () => void }) {
  const t = useTranslations("rooms");
  const problem = useProblemText();
  const end = useRef<HTMLDivElement>(null);
  const waiting = Boolean(rooms.nextCursor) && !rooms.busy && !rooms.failed;
  const near = useEffectEvent(more);
  useEffect(() => {
    if (!waiting || !end.current) return;
    const watch = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && near(), {
      rootMargin: "600px",
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [waiting]);
  return (
    <div ref={end} className="flex min-h-16 flex-col items-center justify-center gap-2 py-3 text-sm text-muted">
      {rooms.failed?.load === "more" ? (
        <>
          <p role="alert">{problem(rooms.failed.code)}</p>
          <Button look="secondary" onClick={more}>
            {t("retry")}
          </Button>
        </>
      ) : rooms.busy === "more" ? (
        <LoaderCircle className="size-5 animate-spin" aria-label={t("loadingMore")} />
      ) : (
        !rooms.nextCursor && rooms.rooms.length > 8 && <p>{t("end")}</p>
      )}
    </div>
  );
}
