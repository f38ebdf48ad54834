"use client";

import { useTranslations } from "next-intl";
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Button } from "@/app/_ui/kit/button";
import { editCompletions, useCompletions } from "@/app/_ui/room/composer/completion/use-completions";
import { Counter } from "@/app/_ui/room/composer/counter";
import type { EditDraft } from "@/app/_ui/room/composer/drafts/drafts";
import { stillChosen } from "@/app/_ui/room/composer/drafts/still-chosen";
import { useDrafts } from "@/app/_ui/room/composer/drafts/use-drafts";
import { useEditDraft } from "@/app/_ui/room/composer/drafts/use-edits";
import { FormatBar } from "@/app/_ui/room/composer/formatting/format-bar";
import { useFormatKeys } from "@/app/_ui/room/composer/formatting/use-format-keys";
import { GrowingField } from "@/app/_ui/room/composer/growing-field";
import { isEscape, isSubmit, useEnterBreaksLines } from "@/app/_ui/room/composer/keys";
import { changeText, setText } from "@/app/_ui/room/composer/native-edit";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { boundIn as idsIn } from "@/lib/events/bound";
import { type Chosen, chosenIn, placedIn } from "@/lib/events/chosen";
import { bodyOfFiles, textOf } from "@/lib/events/files";
import type { Message } from "@/lib/protocol/room";
import { type CheckedBody, checkBody } from "@/lib/text/body";
import type { Editing } from "./message-actions";

export interface MessageEditProps extends Editing {
  message: Message;
}

/** The field that replaces a message's text while it is edited. The edited text is a draft on the device. */
export function MessageEdit(props: MessageEditProps) {
  const draft = useEditDraft(props.message.seq);
  return draft && <OpenEdit {...props} draft={draft} />;
}

function OpenEdit({ message, draft, save, cancel, toComposer, ...focus }: MessageEditProps & { draft: EditDraft }) {
  const t = useTranslations("act");
  const drafts = useDrafts();
  const { seq } = message;
  const field = useRef<HTMLTextAreaElement>(null);
  const [isAsking, setIsAsking] = useState(false);
  const enterBreaksLines = useEnterBreaksLines();
  const formats = useFormatKeys(field);
  const completions = useCompletions(editCompletions);
  const { Lists } = completions;
  const counterId = useId();
  const { text } = draft;
  const current = textOf(message);
  // If another device has changed the message to this very text, there is no conflict.
  const base = text === current ? text : draft.base;
  const checked = checkBody(text);
  const { body, problem } = withoutText(checked, message);
  const isGone = message.deletedAt !== undefined;
  const isSavable = problem === undefined && !isGone && base === current;

  useFieldText(field, text, seq, focus);
  const { chosen, stillChosenIn, boundIn } = useChosen(message, draft);
  const write = (next: EditDraft) => drafts.writeEdit(seq, next);
  function finish(event?: FormEvent) {
    event?.preventDefault();
    if (!isSavable) return;
    if (body === message.body) cancel(seq);
    else save(seq, body, completions.handle.current?.boundIn(body, text, chosen) ?? boundIn(body));
  }
  function leave() {
    if (isGone) return;
    if (isAsking || text === base) cancel(seq);
    else setIsAsking(true);
  }
  function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (completions.pressed(event) || formats(event)) return;
    // Ignores a held Escape, which would answer the confirmation that it has just opened.
    if (isEscape(event)) return event.repeat ? undefined : leave();
    if (!isSubmit(event, enterBreaksLines)) return;
    event.preventDefault();
    finish();
  }
  return (
    <form onSubmit={finish} className="relative w-full min-w-60 sm:min-w-96">
      <FormatBar field={field} />
      {Lists && <Lists field={field} handle={completions.handle} seq={seq} />}
      <GrowingField
        ref={field}
        text={text}
        onChange={(event) => {
          setIsAsking(false);
          write({ text: event.target.value, base, chosen: stillChosenIn(event.target) });
          completions.look(event.target.value);
        }}
        onKeyDown={pressed}
        enterKeyHint={enterBreaksLines ? "enter" : "send"}
        aria-label={t("editField")}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={counterId}
        {...completions.field}
        className="max-h-64 py-2"
      />
      <Counter id={counterId} {...checked} className="px-1" />
      <Obstacle
        {...{ message, text, base, chosen, isAsking, field, write }}
        discard={() => cancel(seq)}
        toComposer={() => toComposer(seq, text)}
        goOn={() => {
          setIsAsking(false);
          field.current?.focus();
        }}
      />
      {!isGone && !isAsking && <Finish cancel={() => cancel(seq)} isSavable={isSavable} />}
    </form>
  );
}

/** The people who are chosen for an @ of the edited text. */
function useChosen(message: Message, draft: EditDraft) {
  const { people, names } = useContext(LogContext);
  const { text } = draft;
  const current = textOf(message);
  const chosen = draft.chosen ?? stillChosen(chosenIn(current, message.mentions ?? [], people), current, text, 0);
  return {
    chosen,
    stillChosenIn: (field: HTMLTextAreaElement) => stillChosen(chosen, text, field.value, field.selectionEnd),
    boundIn: (edited: string) => idsIn(edited, placedIn(text, chosen), names),
  };
}

/** A message with files may lose its text: the names of its files take its place. */
function withoutText(checked: CheckedBody, { files = [] }: Message): CheckedBody {
  if (checked.problem !== "empty" || files.length === 0) return checked;
  return { ...checked, body: bodyOfFiles(files), problem: undefined };
}

function Finish({ cancel, isSavable }: { cancel: () => void; isSavable: boolean }) {
  const t = useTranslations("act");
  return (
    <div className="mt-1 flex justify-end gap-1">
      <Button look="quiet" className="px-3 text-sm" onClick={cancel}>
        {t("cancel")}
      </Button>
      <Button type="submit" className="px-3 text-sm disabled:opacity-50" disabled={!isSavable}>
        {t("save")}
      </Button>
    </div>
  );
}

interface ObstacleProps {
  message: Message;
  text: string;
  /** The message's text that the author has seen. */
  base: string;
  chosen: readonly Chosen[];
  isAsking: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  write: (next: EditDraft) => void;
  discard: () => void;
  toComposer: () => void;
  goOn: () => void;
}

/** Why the edit cannot be saved or discarded right now, with the choices. */
function Obstacle({ message, text, base, chosen, isAsking, field, write, discard, toComposer, goOn }: ObstacleProps) {
  const t = useTranslations("act");
  const body = textOf(message);
  if (message.deletedAt !== undefined) {
    return (
      <Alert words={t("deletedElsewhere")}>
        <Act label={t("discardEdit")} press={discard} />
        <Act label={t("toComposer")} press={toComposer} />
      </Alert>
    );
  }
  if (isAsking) {
    return (
      <Alert words={t("discardSure")}>
        <Act label={t("keepEditing")} press={goOn} />
        <Act label={t("discard")} press={discard} />
      </Alert>
    );
  }
  if (base === body) return null;
  const takeTheirs = () => {
    // Changed as if typed, so that undo restores the replaced text.
    if (field.current) changeText(field.current, body);
    write({ text: body, base: body });
  };
  const keepMine = () => {
    write({ text, base: body, chosen });
    field.current?.focus();
  };
  return (
    <Alert words={t("editedElsewhere")}>
      <p
        dir="auto"
        className="max-h-40 overflow-y-auto rounded-lg bg-sunken px-3 py-2 wrap-anywhere whitespace-pre-wrap text-ink"
      >
        {body}
      </p>
      <Act label={t("useTheirs")} press={takeTheirs} />
      <Act label={t("keepMine")} press={keepMine} />
    </Alert>
  );
}

/** Announced by screen readers without taking the focus. */
function Alert({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center justify-end gap-1 text-sm text-muted [&>p]:w-full">
      <p>{words}</p>
      {children}
    </div>
  );
}

function Act({ label, press }: { label: string; press: () => void }) {
  return (
    <Button look="secondary" className="px-3 text-sm" onClick={press}>
      {label}
    </Button>
  );
}

type Focus = Pick<Editing, "toFocus" | "focusTaken">;

function useFieldText(field: RefObject<HTMLTextAreaElement | null>, text: string, seq: number, focus: Focus): void {
  useField(field, text);
  useFocus(field, seq, focus);
}

/**
 * Updates the field if the draft was changed elsewhere. The field is uncontrolled, so that the browser's undo keeps
 * working.
 */
function useField(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useEffect(() => {
    if (field.current && field.current.value !== text) setText(field.current, text);
  }, [field, text]);
}

/** Focuses the end of the text, but only if a press on this page opened the field. */
function useFocus(field: RefObject<HTMLTextAreaElement | null>, seq: number, { toFocus, focusTaken }: Focus): void {
  useEffect(() => {
    if (toFocus !== seq || !field.current) return;
    const end = field.current.value.length;
    field.current.focus();
    field.current.setSelectionRange(end, end);
    focusTaken();
  }, [field, seq, toFocus, focusTaken]);
}
