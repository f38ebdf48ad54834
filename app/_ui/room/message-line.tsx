"use client";

import { useTranslations } from "next-intl";
import { useContext, useRef } from "react";
import type { ShownMessage } from "../../../lib/client/shown-messages";
import { EditingContext } from "./message-acts";
import { MessageBody } from "./message-body";
import { MessageEdit } from "./message-edit";
import { MessageMenuButton } from "./message-menu";
import { MessageQuote } from "./message-quote";
import { MessageReactions } from "./message-reactions";
import { Fate, Sending } from "./messages/unsent-acts";
import { ReadByLine } from "./read-by-line";
import { isPending, type Line } from "./timeline";
import { useLongPress } from "./use-long-press";

interface MessageLineProps {
  line: Line;
  mine: boolean;
}

/** To be held is to open the menu, which copies the text. */
const NOT_SELECTED_BY_TOUCH = "pointer-coarse:select-none [-webkit-touch-callout:none]";

export function MessageLine({ line, mine }: MessageLineProps) {
  const editing = useContext(EditingContext);
  const menuButton = useRef<HTMLButtonElement>(null);
  const hold = useLongPress(menuButton);
  const state = isPending(line) ? line.state : "sent";
  const isBeingEdited = !isPending(line) && editing?.seq === line.seq;
  const shape = mine ? "rounded-tr-md bg-accent-soft" : "rounded-tl-md border border-line bg-surface";
  return (
    <>
      <div
        data-message=""
        data-state={state}
        data-seq={isPending(line) ? undefined : line.seq}
        className={`group/line flex max-w-full min-w-0 flex-col ${mine ? "items-end" : ""}`}
      >
        {line.replyTo !== undefined && <MessageQuote seq={line.replyTo} />}
        {isBeingEdited && <MessageEdit message={line} save={editing.save} cancel={editing.cancel} />}
        <div className={`max-w-full gap-1 ${isBeingEdited ? "hidden" : "flex"} ${mine ? "flex-row-reverse" : ""}`}>
          <div
            dir="auto"
            {...hold}
            // Clipped: a tower of accents must not stand in the lines of others.
            className={`min-w-0 overflow-clip rounded-2xl px-3.5 py-2 leading-relaxed break-normal text-pretty wrap-anywhere whitespace-pre-wrap ${NOT_SELECTED_BY_TOUCH} ${shape} ${
              state === "failed" ? "outline-2 -outline-offset-2 outline-danger" : ""
            }`}
          >
            <Body line={line} />
          </div>
          {!isPending(line) && <MessageMenuButton message={line} ref={menuButton} />}
        </div>
        {!isPending(line) && <MessageReactions message={line} />}
        {isPending(line) ? <Fate pending={line} /> : isChanging(line) && <Sending />}
      </div>
      {mine && !isPending(line) && <ReadByLine seq={line.seq} />}
    </>
  );
}

function Body({ line }: { line: Line }) {
  const t = useTranslations("room");
  if (isPending(line)) return <MessageBody text={line.body} bound={line.mentions} />;
  if (line.deletedAt) return <em className="text-muted">{t("deleted")}</em>;
  return (
    <>
      <MessageBody text={line.body} bound={line.mentions} />
      {line.editedAt && <span className="ml-1.5 text-xs text-muted">({t("edited")})</span>}
    </>
  );
}

/** Whether an edit or a delete of it is on its way. A reaction that is shows so itself. */
function isChanging({ unconfirmed = [] }: ShownMessage): boolean {
  return unconfirmed.includes("edit") || unconfirmed.includes("delete");
}
