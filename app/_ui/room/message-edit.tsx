"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useContext, useEffect, useRef, useState } from "react";
import { boundIn } from "../../../lib/mentions";
import type { Message, User } from "../../../lib/protocol";
import { checkBody } from "../../../lib/shared/body";
import { Button } from "../button";
import { LogContext } from "./log-context";

interface MessageEditProps {
  message: Message;
  /** @param mentions ids of the people who were chosen for it and whose @name is still in it. */
  save: (body: string, mentions: string[]) => void;
  cancel: () => void;
}

/** A message's line as a field: Enter saves, Escape leaves it as it was. */
export function MessageEdit({ message, save, cancel }: MessageEditProps) {
  const t = useTranslations("act");
  const { people } = useContext(LogContext);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(message.body);
  const { body, problem } = checkBody(text);
  const sendable = problem === undefined;

  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(message.body.length, message.body.length);
  }, [message.body]);

  function finish() {
    if (!sendable) return;
    if (body === message.body) cancel();
    else save(body, boundIn(body, boundTo(message, people)));
  }
  function pressed(event: KeyboardEvent) {
    // Enter then ends a syllable, not the message. Safari tells only by the key code.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") cancel();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    finish();
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
      className="w-full min-w-60 sm:min-w-96"
    >
      <textarea
        ref={field}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        aria-label={t("editField")}
        aria-invalid={!sendable || undefined}
        className="field resize-none py-2 leading-relaxed"
      />
      <div className="mt-1 flex justify-end gap-1">
        <Button look="quiet" className="px-3 text-sm" onClick={cancel}>
          {t("cancel")}
        </Button>
        <Button type="submit" className="px-3 text-sm" disabled={!sendable}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** The people whom a message binds, by the names that are known of them. */
function boundTo({ mentions = [] }: Message, people: ReadonlyMap<string, string>): User[] {
  return mentions.flatMap((id) => {
    const username = people.get(id);
    return username === undefined ? [] : [{ id, username }];
  });
}
