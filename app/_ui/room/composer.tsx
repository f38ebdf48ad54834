"use client";

import { SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { User } from "../../../lib/protocol";
import { type CheckedBody, checkBody } from "../../../lib/shared/body";
import { tidy } from "../../../lib/text";
import { useComposerDraft, useDrafts } from "./composer/use-drafts";
import { useHere } from "./here";
import { isComposing } from "./is-composing";
import { MentionList, optionId } from "./mention-list";
import { useMention } from "./use-mention";

/** From so many characters left the counter shows. */
const COUNTER_FROM = 200;

interface ComposerProps {
  online: readonly User[];
  onSend: (body: string) => void;
  /** Counts how often Reply was pressed. */
  replies: number;
  /** Hears at every change whether something is being written. */
  onTyping: (on: boolean) => void;
}

export function Composer({ online, replies, onSend, onTyping }: ComposerProps) {
  const t = useTranslations("room");
  const { room, you } = useHere();
  const drafts = useDrafts();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  useComposerDraft(field, setText);
  const checked = checkBody(text);
  const { body, problem } = checked;
  const sendable = problem === undefined;

  useEffect(() => {
    if (window.matchMedia("(hover: hover)").matches) field.current?.focus();
  }, []);
  useFocusAfter(field, replies);
  useGrowing(field, text);

  function write(next: string) {
    setText(next);
    drafts.writeComposer({ text: next });
    onTyping(tidy(next) !== "");
  }
  const mention = useMention({ field, write, roomId: room.id, online, you });
  const listId = useId();

  function send() {
    if (!sendable) return;
    onSend(body);
    write("");
    field.current?.focus();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    send();
  }
  function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (mention.pressed(event)) return;
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    send();
  }
  return (
    <form
      onSubmit={submit}
      className="shrink-0 border-t border-line bg-surface px-3 pt-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))] "
    >
      <div className="relative mx-auto flex max-w-3xl items-end gap-2 sm:px-5">
        <MentionList id={listId} {...mention} />
        <textarea
          ref={field}
          value={text}
          onChange={(event) => {
            write(event.target.value);
            mention.look();
          }}
          onSelect={mention.look}
          onKeyDown={pressed}
          onCompositionEnd={mention.composed}
          rows={1}
          enterKeyHint="send"
          aria-label={t("composer")}
          aria-invalid={(problem !== undefined && problem !== "empty") || undefined}
          aria-describedby="composer-counter"
          aria-autocomplete="list"
          aria-controls={mention.candidates.length > 0 ? listId : undefined}
          aria-activedescendant={mention.candidates.length > 0 ? optionId(listId, mention.active) : undefined}
          placeholder={t("placeholder")}
          className="field max-h-40 flex-1 resize-none rounded-3xl px-4 py-2.25 leading-relaxed"
        />
        <SendButton disabled={!sendable} />
      </div>
      <Counter {...checked} />
    </form>
  );
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

function Counter({ left, problem }: CheckedBody) {
  const t = useTranslations("room");
  return (
    <p
      id="composer-counter"
      aria-live="polite"
      className={`mx-auto max-w-3xl px-4 text-xs sm:px-9 ${problem ? "text-danger" : "text-muted"}`}
    >
      {problem === "too_long"
        ? t("over", { count: -left })
        : problem === "too_large" || problem === "broken"
          ? t(`unsendable.${problem}`)
          : left <= COUNTER_FROM && t("left", { count: left })}
    </p>
  );
}

/** Who presses Reply goes on by writing. A reply that comes back with the draft moves no focus. */
function useFocusAfter(field: React.RefObject<HTMLTextAreaElement | null>, replies: number) {
  useEffect(() => {
    if (replies > 0) field.current?.focus();
  }, [field, replies]);
}

/** Makes a text field as tall as its text, up to what its class allows. */
function useGrowing(field: React.RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what its height follows.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    const borders = element.offsetHeight - element.clientHeight;
    element.style.height = `${element.scrollHeight + borders}px`;
  }, [field, text]);
}
