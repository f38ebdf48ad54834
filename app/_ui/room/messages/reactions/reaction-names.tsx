"use client";

import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { Message } from "@/lib/protocol/room";
import { namedReaction } from "./named-reaction";
import { OpenReactions } from "./open-reactions";
import type { Listed, ReactionListProps } from "./reaction-list";
import type { ReactionTooltipProps } from "./reaction-tooltip";

const list = new LazyPart<ReactionListProps>(() => import("./reaction-list").then((code) => code.ReactionList));
const tooltip = new LazyPart<ReactionTooltipProps>(() =>
  import("./reaction-tooltip").then((code) => code.ReactionTooltip),
);

/** Wraps the log: shows the users of a reaction in a tooltip, and in a list of all reactions. */
export function ReactionNames({ messages, children }: { messages: readonly Message[]; children: ReactNode }) {
  const [listed, setListed] = useState<Listed>();
  const [isOpen, setOpen] = useState(false);
  const named = useSyncExternalStore(namedReaction.subscribe, namedReaction.getState, () => undefined);
  useEffect(() => namedReaction.close, []);
  const open = useCallback((seq: number) => {
    namedReaction.close();
    setListed({ seq, opener: document.activeElement });
    setOpen(true);
    // Tries again if the code could not be loaded before.
    void list.load();
  }, []);
  const close = useCallback(() => setOpen(false), []);
  return (
    <OpenReactions value={open}>
      {children}
      <Part part={tooltip} wanted={named !== undefined} giveUp={namedReaction.close} with={{ named, messages }} />
      <Part part={list} wanted={isOpen} giveUp={close} with={{ listed, messages, isOpen, onOpenChange: setOpen }} />
    </OpenReactions>
  );
}
