"use client";

import { Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useMemo, useRef, useState } from "react";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { LazyPart, useLoadedCode } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart } from "@/app/_ui/lazy/part";
import { MessageMarks } from "@/app/_ui/pins/marks";
import { LineFiles } from "@/app/_ui/room/files/message-files";
import { LineTabContext, useIsTabStop } from "@/app/_ui/room/log/roving";
import { isPending, type Line } from "@/app/_ui/room/log/timeline";
import { useFocusHandedOn } from "@/app/_ui/room/log/use-focus-handed-on";
import { ReadByLine } from "@/app/_ui/room/reading/read-by-line";
import type { ShownMessage } from "@/lib/client/shown-messages";
import { textOf } from "@/lib/events/files";
import { EditingContext } from "./actions/message-actions";
import { messageEdit } from "./actions/message-edit-part";
import { MessageMenuButton } from "./actions/message-menu";
import type { QuickActionsProps } from "./actions/quick-actions";
import { BlockedLine } from "./blocked-line";
import { Fold } from "./fold";
import { useMessageGestures } from "./gestures/use-message-gestures";
import { useMessageKeys } from "./gestures/use-message-keys";
import { MessageBody } from "./message-body";
import { MessageQuote } from "./message-quote";
import { MessageReactions } from "./reactions/message-reactions";
import { Sending, SendState } from "./send-state";

const quickActions = new LazyPart<QuickActionsProps>(() =>
  import("./actions/quick-actions").then((code) => code.QuickActions),
);

interface MessageLineProps {
  line: Line;
  mine: boolean;
  /** The id of the element with the author's name. */
  authorId: string;
  zone: string;
}

/** By touch, a long press opens the menu instead of selecting text; an item of the menu offers the selection. */
const NOT_SELECTED_BY_TOUCH = "pointer-coarse:select-none [-webkit-touch-callout:none]";

export function MessageLine({ line, mine, authorId, zone }: MessageLineProps) {
  const editing = useContext(EditingContext);
  const article = useRef<HTMLElement>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const row = useRef<HTMLDivElement>(null);
  const message = isPending(line) ? undefined : line;
  const { gestures, isArmed, isPointed } = useMessageGestures(message, row, menuButton);
  const tab = useIsTabStop(useMemo(() => [line.clientId], [line.clientId])) ? 0 : -1;
  const pressed = useMessageKeys(message, () => menuButton.current?.click());
  useFocusHandedOn(article);
  const bodyId = `m${line.clientId}`;
  const blocked = useBlocked();
  const [isShown, setShown] = useState(false);
  const isFolded = !isShown && !isPending(line) && blocked.ids.has(line.author.id) && line.deletedAt === undefined;
  const state = isPending(line) ? line.state : "sent";
  const isEditOpen = message !== undefined && editing?.open.has(message.seq) === true;
  const MessageEdit = useLoadedCode(messageEdit, isEditOpen);
  const isBeingEdited = isEditOpen && MessageEdit !== undefined;
  const shape = mine
    ? "rounded-tr-md bg-accent-soft forced-colors:border"
    : "rounded-tl-md border border-line bg-surface";
  return (
    <LineTabContext value={tab}>
      <article
        ref={article}
        tabIndex={tab}
        aria-labelledby={`${authorId} ${bodyId}`}
        onKeyDown={pressed}
        data-message={line.clientId}
        data-state={state}
        data-seq={message?.seq}
        className={`group/line flex max-w-full min-w-0 scroll-my-2 flex-col rounded-2xl compact:w-full compact:items-start ${mine ? "items-end" : ""}`}
      >
        {isFolded && <BlockedLine id={bodyId} show={() => setShown(true)} />}
        {!isFolded && line.replyTo !== undefined && <MessageQuote seq={line.replyTo} />}
        {isBeingEdited && <MessageEdit message={message} {...editing} />}
        {!isFolded && (
          <div
            ref={row}
            {...gestures.row}
            // Before the room has the message, the space of its menu's button, so that its size stays.
            className={`relative max-w-full gap-1 compact:w-full compact:flex-row ${message ? "" : "pl-9 compact:pr-7 compact:pl-0"} ${isBeingEdited ? "hidden print:flex" : "flex"} ${mine ? "flex-row-reverse" : ""}`}
          >
            <div
              id={bodyId}
              dir="auto"
              {...gestures.body}
              // Clipped: stacked accents must not cover other people's messages.
              className={`min-w-0 overflow-clip rounded-2xl px-3.5 py-2 leading-relaxed compact:rounded-lg compact:border-transparent compact:bg-transparent compact:px-1 compact:py-0 compact:leading-normal pointer-coarse:touch-pan-y break-normal text-pretty wrap-anywhere whitespace-pre-wrap ${NOT_SELECTED_BY_TOUCH} ${shape} ${
                state === "failed" ? "outline-2 -outline-offset-2 outline-danger" : ""
              }`}
            >
              <Fold text={line.body}>
                <Body line={line} />
              </Fold>
              <LineFiles line={line} />
            </div>
            {message && <MessageMenuButton message={message} ref={menuButton} />}
            {message && isPointed && <AppearingPart part={quickActions} with={{ message, mine, zone }} />}
            {isArmed && (
              <Reply className="absolute top-1/2 -right-9 size-5 -translate-y-1/2 text-accent" aria-hidden="true" />
            )}
          </div>
        )}
        {!isFolded && message && <MessageReactions message={message} />}
        {message && <MessageMarks seq={message.seq} />}
        {isPending(line) ? <SendState pending={line} /> : isChanging(line) && <Sending />}
      </article>
      {mine && message && <ReadByLine seq={message.seq} />}
    </LineTabContext>
  );
}

function Body({ line }: { line: Line }) {
  const t = useTranslations("room");
  const text = textOf(line);
  const body = text !== "" && <MessageBody text={text} bound={line.mentions} />;
  if (isPending(line)) return body;
  if (line.deletedAt) return <em className="text-muted">{t("deleted")}</em>;
  return (
    <>
      {body}
      {line.editedAt && <span className="ml-1.5 text-xs text-muted">({t("edited")})</span>}
    </>
  );
}

/** Whether the room has not acknowledged an edit or delete of the message. An unacknowledged reaction is marked by itself. */
function isChanging({ unconfirmed = [] }: ShownMessage): boolean {
  return unconfirmed.includes("edit") || unconfirmed.includes("delete");
}
