"use client";

import { Tooltip } from "@base-ui/react/tooltip";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { findMessage } from "@/lib/events/reduce";
import type { Message } from "@/lib/protocol/room";
import { type NamedReaction, namedReaction } from "./named-reaction";
import { useOpenReactions } from "./open-reactions";
import { NAMES_MAX, useReactorText } from "./reactor-text";

export interface ReactionTooltipProps {
  /** Undefined: the tooltip closes. */
  named: NamedReaction | undefined;
  messages: readonly Message[];
}

/** One tooltip for all reactions of a log, which may be thousands. */
export function ReactionTooltip({ named, messages }: ReactionTooltipProps) {
  const t = useTranslations("reactions");
  const openList = useOpenReactions();
  const words = useReactorText();
  // Kept while the tooltip closes.
  const [shown, setShown] = useState(named);
  if (named && named !== shown) setShown(named);
  const by = shown && findMessage(messages, shown.seq)?.reactions?.[shown.emoji];
  return (
    <Tooltip.Root
      open={named !== undefined && by !== undefined}
      onOpenChange={(open) => !open && namedReaction.close()}
    >
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={shown?.button} sideOffset={6} collisionPadding={8} className="z-40">
          <Tooltip.Popup
            data-testid="reaction-names"
            onPointerEnter={namedReaction.stays}
            onPointerLeave={namedReaction.left}
            className="popup max-h-(--available-height) max-w-72 origin-(--transform-origin) overflow-y-auto px-3.5 py-2.5 text-sm"
          >
            {shown && by && (
              <>
                <p className="wrap-anywhere">
                  <span aria-hidden="true" className="mr-1.5 font-emoji">
                    {shown.emoji}
                  </span>
                  <bdi>{words(by)}</bdi>
                </p>
                {by.length > NAMES_MAX && (
                  <button
                    type="button"
                    onClick={() => openList(shown.seq)}
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
    </Tooltip.Root>
  );
}
