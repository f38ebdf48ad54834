"use client";

import { Tooltip } from "@base-ui/react/tooltip";
import { useFormatter, useTranslations } from "next-intl";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { Sheet } from "@/app/_ui/kit/sheet";
import { lineOf } from "@/app/_ui/room/log/line-of";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { findMessage } from "@/lib/events/reduce";
import type { Message } from "@/lib/protocol/room";
import { reactors } from "./reactors";

/** How many names the tooltip shows; the others are counted, and the full list has them. */
const NAMES_MAX = 10;

export interface Reaction {
  seq: number;
  emoji: string;
  /** User ids. */
  by: readonly string[];
}

/** One tooltip for all reactions of a log, which may be thousands. */
export const reactionTooltip = Tooltip.createHandle<Reaction>();

const OpenReactions = createContext<(seq: number) => void>(() => {});

/** Opens the list of all users who reacted to a message. */
export function useOpenReactions(): (seq: number) => void {
  return useContext(OpenReactions);
}

/** Returns a user's displayed name: "you" for the user themselves; undefined if it is not known. */
function useNames() {
  const t = useTranslations();
  const { you } = useRoomContext();
  const { people } = useContext(LogContext);
  const nameOf = useDisplayName();
  const known = (id: string) => {
    const username = people.get(id);
    return id === you.id ? t("reactions.you") : username === undefined ? undefined : nameOf(username);
  };
  return {
    ordered: (by: readonly string[]) => reactors(by, you.id, known),
    name: (id: string) => known(id) ?? t("receipts.somebody"),
  };
}

/** A reaction's users in one phrase: the first few names and the number of others. */
export function useReactorText(): (by: readonly string[]) => string {
  const t = useTranslations("reactions");
  const format = useFormatter();
  const { ordered, name } = useNames();
  return (by) => {
    const names = ordered(by).slice(0, NAMES_MAX).map(name);
    const others = by.length - names.length;
    return others > 0 ? t("andOthers", { names: names.join(", "), count: others }) : format.list(names);
  };
}

/** Wraps the log: shows the users of a reaction in a tooltip, and in a list of all reactions. */
export function ReactionNames({ messages, children }: { messages: readonly Message[]; children: ReactNode }) {
  const t = useTranslations("reactions");
  const [listed, setListed] = useState<{ seq: number; opener: Element | null }>();
  const [isOpen, setOpen] = useState(false);
  const open = useCallback((seq: number) => {
    reactionTooltip.close();
    setListed({ seq, opener: document.activeElement });
    setOpen(true);
  }, []);
  const message = listed && findMessage(messages, listed.seq);
  const reactions = useMemo(() => Object.entries(message?.reactions ?? {}), [message]);
  return (
    <OpenReactions value={open}>
      {children}
      <ReactionTooltip />
      <Sheet
        title={t("title")}
        open={isOpen}
        onOpenChange={setOpen}
        finalFocus={() =>
          listed?.opener instanceof HTMLElement && lineOf(listed.seq)?.contains(listed.opener)
            ? listed.opener
            : lineOf(listed?.seq)
        }
      >
        {reactions.length === 0 && <p className="text-muted">{t("none")}</p>}
        {reactions.map(([emoji, by]) => (
          <Reactors key={emoji} emoji={emoji} by={by} />
        ))}
      </Sheet>
    </OpenReactions>
  );
}

function ReactionTooltip() {
  const t = useTranslations("reactions");
  const openList = useOpenReactions();
  const words = useReactorText();
  return (
    <Tooltip.Root handle={reactionTooltip}>
      {({ payload }) => (
        <Tooltip.Portal>
          <Tooltip.Positioner sideOffset={6} collisionPadding={8} className="z-40">
            <Tooltip.Popup
              data-testid="reaction-names"
              className="popup max-h-(--available-height) max-w-72 origin-(--transform-origin) overflow-y-auto px-3.5 py-2.5 text-sm"
            >
              {payload && (
                <>
                  <p className="wrap-anywhere">
                    <span aria-hidden="true" className="mr-1.5">
                      {payload.emoji}
                    </span>
                    <bdi>{words(payload.by)}</bdi>
                  </p>
                  {payload.by.length > NAMES_MAX && (
                    <button
                      type="button"
                      onClick={() => openList(payload.seq)}
                      className="mt-1 min-h-8 font-semibold text-accent hover:text-accent-strong"
                    >
                      {t("showAll")}
                    </button>
                  )}
                </>
              )}
            </Tooltip.Popup>
          </Tooltip.Positioner>
        </Tooltip.Portal>
      )}
    </Tooltip.Root>
  );
}

function Reactors({ emoji, by }: { emoji: string; by: readonly string[] }) {
  const t = useTranslations("reactions");
  const { ordered, name } = useNames();
  return (
    <section aria-label={t("by", { emoji, count: by.length })} className="mt-4 first:mt-0">
      <h3 className="flex items-baseline gap-2 font-semibold">
        <span className="text-xl">{emoji}</span>
        <span className="text-sm text-muted">{by.length}</span>
      </h3>
      <ul>
        {ordered(by).map((id) => (
          <li key={id} className="flex min-h-10 items-center gap-2.5">
            <Avatar name={name(id)} className="size-7 rounded-full text-xs" />
            <bdi className="min-w-0 truncate">{name(id)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
