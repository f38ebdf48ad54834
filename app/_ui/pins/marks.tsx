"use client";

import { Bookmark, type LucideIcon, Pin } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useRoomContext } from "@/app/_ui/room/room-context";

interface Marked {
  /** Seqs of the messages. */
  pinned: ReadonlySet<number>;
  saved: ReadonlySet<number>;
}

const NOTHING: readonly number[] = [];
const MarksContext = createContext<Marked>({ pinned: new Set(), saved: new Set() });

/** Gives the lines of the log the room's pins and the user's saved messages. The object changes only with them, since every line reads it. */
export function Marks({ children }: { children: ReactNode }) {
  const { room } = useRoomContext();
  const { pinned = NOTHING, saved = NOTHING } = room;
  const key = `${pinned.join()} ${saved.join()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the room's arrays are new after each request, with the same seqs.
  const marked = useMemo(() => ({ pinned: new Set(pinned), saved: new Set(saved) }), [key]);
  return <MarksContext value={marked}>{children}</MarksContext>;
}

/** Below a message: that it is pinned, or saved by the user. */
export function MessageMarks({ seq }: { seq: number }) {
  const t = useTranslations();
  const { pinned, saved } = useContext(MarksContext);
  if (!pinned.has(seq) && !saved.has(seq)) return null;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-2.5 px-1 text-xs text-muted">
      {pinned.has(seq) && <Mark icon={Pin} text={t("pins.mark")} />}
      {saved.has(seq) && <Mark icon={Bookmark} text={t("saved.mark")} />}
    </p>
  );
}

function Mark({ icon: Icon, text }: { icon: LucideIcon; text: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Icon className="size-3 fill-current" aria-hidden="true" />
      {text}
    </span>
  );
}
