"use client";

import { SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, type RefObject, useId, useState } from "react";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart } from "@/app/_ui/lazy/part";
import { EmojiButton } from "@/app/_ui/room/emoji/emoji-button";
import type { Attached } from "@/app/_ui/room/files/sending/attached";
import { Attachments } from "@/app/_ui/room/files/sending/attachments";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { LocalFile } from "@/lib/client/outbox/requests";
import type { RoomClient } from "@/lib/client/room-client";
import { bodyOfFiles } from "@/lib/events/files";
import { MENTIONS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import { type BodyProblem, checkBody } from "@/lib/text/body";
import { composerCompletions, useCompletions } from "./completion/use-completions";
import { Counter } from "./counter";
import { useComposerDraft, useDrafts } from "./drafts/use-drafts";
import type { FormatBarProps } from "./formatting/format-bar";
import { useFormatKeys } from "./formatting/use-format-keys";
import { GrowingField } from "./growing-field";
import { isEscape, isPlainArrowUp, isSubmit, useEnterBreaksLines } from "./keys";
import { setText } from "./native-edit";
import { useTypeAnywhere } from "./use-type-anywhere";

const formatBar = new LazyPart<FormatBarProps>(() => import("./formatting/format-bar").then((code) => code.FormatBar));

const NOTHING: Attached = { files: [] };

interface ComposerProps {
  client: RoomClient;
  /** The composer's text area, so that other parts can focus it. */
  field: RefObject<HTMLTextAreaElement | null>;
  online: readonly User[];
  /** @param mentions ids of the people whom the author chose for the @names in `body`. */
  onSend: (body: string, mentions: string[], files: readonly LocalFile[]) => void;
  /** Called on Escape, unless the composer uses the key itself. */
  onEscape: () => void;
  /** Called on ↑ while the field is empty. */
  onEditLast: () => void;
  /** Called at every change with whether the user is writing. */
  onTyping: (on: boolean) => void;
}

export function Composer({ client, field, online, onSend, onEscape, onEditLast, onTyping }: ComposerProps) {
  const t = useTranslations("room");
  const drafts = useDrafts();
  const { text, changed, fill } = useText(field, onTyping);
  const checked = checkBody(text);
  const { problem } = checked;
  const { storesFiles } = useRoomContext();
  const [attached, setAttached] = useState<Attached>(NOTHING);
  const enterBreaksLines = useEnterBreaksLines();
  const completions = useCompletions(composerCompletions);
  const { Lists } = completions;
  useTypeAnywhere(field);
  const formats = useFormatKeys(field);
  const counterId = useId();

  function send() {
    const written = field.current?.value ?? "";
    const now = checkBody(written);
    if (!isSendable(now.problem, attached)) return;
    const { chosen = [] } = drafts.getState().composer;
    // Without the completions' code: a stored draft is sent at once.
    const ids = () => [...new Set(chosen.map(({ id }) => id))].slice(0, MENTIONS_MAX);
    const bound = completions.handle.current?.boundIn(now.body, written, chosen) ?? ids();
    onSend(now.problem ? bodyOfFiles(attached.files) : now.body, bound, attached.files);
    setAttached(NOTHING);
    fill("");
    field.current?.focus();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    send();
  }
  function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (completions.pressed(event) || formats(event)) return;
    if (isEscape(event)) return onEscape();
    if (isPlainArrowUp(event) && event.currentTarget.value === "") {
      event.preventDefault();
      return onEditLast();
    }
    if (!isSubmit(event, enterBreaksLines)) return;
    event.preventDefault();
    send();
  }
  return (
    <form
      onSubmit={submit}
      className="shrink-0 border-t border-line bg-surface px-3 pt-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))] "
    >
      <div className="relative mx-auto flex max-w-3xl flex-wrap items-end gap-2 sm:px-5">
        <AppearingPart part={formatBar} with={enterBreaksLines ? undefined : { field }} />
        {Lists && <Lists field={field} handle={completions.handle} online={online} />}
        {storesFiles && <Attachments client={client} field={field} onChange={setAttached} />}
        <div className="relative min-w-0 flex-1">
          <GrowingField
            ref={field}
            data-composer
            text={text}
            onChange={() => {
              changed();
              completions.look(field.current?.value ?? "");
            }}
            onKeyDown={pressed}
            enterKeyHint={enterBreaksLines ? "enter" : "send"}
            aria-label={t("composer")}
            aria-invalid={(problem !== undefined && problem !== "empty") || undefined}
            aria-describedby={counterId}
            {...completions.field}
            placeholder={t("placeholder")}
            className="max-h-[clamp(2.75rem,35dvh,10rem)] rounded-3xl py-2.25 pr-12 pl-4"
          />
          <EmojiButton field={field} />
        </div>
        <SendButton disabled={!isSendable(problem, attached)} />
      </div>
      <Counter id={counterId} {...checked} className="mx-auto max-w-3xl px-4 sm:px-9" />
    </form>
  );
}

/** Files can be sent without a text. */
function isSendable(problem: BodyProblem | undefined, { files, isBlocked }: Attached): boolean {
  return !isBlocked && (problem === undefined || (problem === "empty" && files.length > 0));
}

/** A copy of the field's text, kept as a draft. The field is uncontrolled, so that it keeps the browser's undo history. */
function useText(field: ComposerProps["field"], onTyping: (on: boolean) => void) {
  const drafts = useDrafts();
  const [text, setShown] = useState("");

  function show(next: string) {
    if (field.current && field.current.value !== next) replaceText(field.current, next);
    setShown(next);
  }
  useComposerDraft(field, show);

  function changed() {
    const now = field.current?.value ?? "";
    setShown(now);
    drafts.writeComposer({ text: now }, field.current?.selectionEnd);
    onTyping(now.trim() !== "");
  }
  function fill(next: string) {
    show(next);
    changed();
  }
  return { text, changed, fill };
}

/** Sets the field's text. If text was only inserted before the old text, the caret keeps its place in the old text. */
function replaceText(field: HTMLTextAreaElement, next: string) {
  const { value: before, selectionStart, selectionEnd, selectionDirection } = field;
  setText(field, next);
  if (!next.endsWith(before)) return;
  const added = next.length - before.length;
  field.setSelectionRange(added + selectionStart, added + selectionEnd, selectionDirection);
}

function SendButton({ disabled }: { disabled: boolean }) {
  const t = useTranslations("room");
  return (
    <button
      type="submit"
      aria-label={t("send")}
      disabled={disabled}
      // Keeps the focus in the text, and with it a phone's keyboard on the screen.
      onPointerDown={(event) => event.preventDefault()}
      className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
    >
      <SendHorizontal className="size-5" aria-hidden="true" />
    </button>
  );
}
