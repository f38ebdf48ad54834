"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type RefObject, useState, useTransition } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import { DescriptionField } from "./description-field";
import { readRoomForm, type TypedRoom } from "./read-room-form";
import { RoomNameField } from "./room-name-field";
import { VisibilityChoice } from "./visibility-choice";

interface CreateRoomFormProps {
  suggestion: string;
  /** The field that gets the focus at first. */
  nameField: RefObject<HTMLInputElement | null>;
  cancel: () => void;
}

/** Creates a room and opens it. */
export function CreateRoomForm({ suggestion, nameField, cancel }: CreateRoomFormProps) {
  const t = useTranslations("create");
  const problem = useProblemText();
  const router = useRouter();
  const { hub } = useInboxHub();
  const [wrongName, setWrongName] = useState<string>();
  const [isWrongDescription, setWrongDescription] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, start] = useTransition();

  async function create(body: TypedRoom) {
    const answer = await callApi<RoomAnswer>("/api/rooms", { method: "POST", body });
    if (answer.ok) {
      hub.refresh();
      router.push(`/rooms/${answer.data.room.id}`);
    } else if (answer.code === "invalid_room_name") setWrongName(problem(answer));
    else setError(problem(answer));
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const typed = readRoomForm(event.currentTarget);
    if ("wrong" in typed)
      return typed.wrong === "name" ? setWrongName(problem("invalid_room_name")) : setWrongDescription(true);
    setError(undefined);
    start(() => create(typed.room));
  }
  function clear() {
    setWrongName(undefined);
    setWrongDescription(false);
  }
  return (
    <form noValidate onSubmit={submit} onInput={clear} className="flex flex-col gap-2">
      <RoomNameField ref={nameField} defaultValue={suggestion} error={wrongName} />
      <DescriptionField wrong={isWrongDescription} />
      <VisibilityChoice initial="public" />
      <FormError>{error}</FormError>
      <div className="mt-3 flex justify-end gap-2">
        <Button look="quiet" onClick={cancel}>
          {t("cancel")}
        </Button>
        <Button type="submit" busy={busy}>
          {busy ? t("busy") : t("submit")}
        </Button>
      </div>
    </form>
  );
}
