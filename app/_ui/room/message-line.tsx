"use client";

import { CircleAlert, Clock3, RotateCcw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useRef } from "react";
import type { Pending } from "../../../lib/room-state";
import { EditingContext } from "./message-acts";
import { MessageBody } from "./message-body";
import { MessageEdit } from "./message-edit";
import { MessageMenuButton } from "./message-menu";
import { MessageQuote } from "./message-quote";
import { MessageReactions } from "./message-reactions";
import { ReadByLine } from "./read-by-line";
import { isPending, type Line } from "./timeline";
import { useLongPress } from "./use-long-press";

interface MessageLineProps {
  line: Line;
  mine: boolean;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

/** To be held is to open the menu, which copies the text. */
const NOT_SELECTED_BY_TOUCH = "pointer-coarse:select-none [-webkit-touch-callout:none]";

export function MessageLine({ line, mine, onRetry, onDiscard }: MessageLineProps) {
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
        {isPending(line) && <Fate pending={line} onRetry={onRetry} onDiscard={onDiscard} />}
      </div>
      {mine && !isPending(line) && <ReadByLine seq={line.seq} />}
    </>
  );
}

function Body({ line }: { line: Line }) {
  const t = useTranslations("room");
  if (isPending(line)) return <MessageBody text={line.body} />;
  if (line.deletedAt) return <em className="text-muted">{t("deleted")}</em>;
  return (
    <>
      <MessageBody text={line.body} />
      {line.editedAt && <span className="ml-1.5 text-xs text-muted">({t("edited")})</span>}
    </>
  );
}

/** What became of a message that the room has not confirmed, and what can be done about it. */
function Fate({ pending, onRetry, onDiscard }: { pending: Pending } & Pick<MessageLineProps, "onRetry" | "onDiscard">) {
  const t = useTranslations("room");
  if (pending.state === "sending") {
    return (
      <p className="mt-0.5 flex items-center gap-1 px-1 text-xs text-muted">
        <Clock3 className="size-3" aria-hidden="true" />
        {t("sending")}
      </p>
    );
  }
  return (
    <div className="mt-0.5 flex flex-col items-end text-xs text-danger sm:flex-row sm:items-center sm:gap-1">
      <p role="alert" className="flex items-center gap-1 px-1">
        <CircleAlert className="size-3.5 shrink-0" aria-hidden="true" />
        {t("failed")}
        {pending.reason && `: ${t(`reasons.${pending.reason}`)}`}
      </p>
      <div className="flex">
        <Act icon={RotateCcw} label={t("retry")} onPress={() => onRetry(pending.clientId)} />
        <Act icon={Trash2} label={t("discard")} onPress={() => onDiscard(pending.clientId)} />
      </div>
    </div>
  );
}

function Act({ icon: Icon, label, onPress }: { icon: typeof Trash2; label: string; onPress: () => void }) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="inline-flex min-h-11 items-center gap-1 rounded-lg px-2 font-semibold text-ink hover:bg-sunken"
    >
      <Icon className="size-3.5" aria-hidden="true" />
      {label}
    </button>
  );
}
