"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type RefObject, useState, useTransition } from "react";
import type { RoomAnswer } from "../../../lib/api";
import { roomNameSchema } from "../../../lib/names";
import { Button } from "../button";
import { callApi } from "../call-api";
import { Field } from "../field";
import { useProblem } from "../use-problem";

interface CreateRoomFormProps {
  suggestion: string;
  /** Where typing should go at once. */
  nameField: RefObject<HTMLInputElement | null>;
  cancel: () => void;
}

/** Makes a room and goes into it. */
export function CreateRoomForm({ suggestion, nameField, cancel }: CreateRoomFormProps) {
  const t = useTranslations("create");
  const problem = useProblem();
  const router = useRouter();
  const [error, setError] = useState<string>();
  const [busy, start] = useTransition();

  async function create(name: string) {
    const answer = await callApi<RoomAnswer>("/api/rooms", { method: "POST", body: { name, visibility: "public" } });
    if (answer.ok) router.push(`/rooms/${answer.data.room.id}`);
    else setError(problem(answer.code));
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const name = roomNameSchema.safeParse(new FormData(event.currentTarget).get("name"));
    if (!name.success) return setError(problem("invalid_room_name"));
    setError(undefined);
    start(() => create(name.data));
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-2">
      <Field
        ref={nameField}
        label={t("name")}
        name="name"
        defaultValue={suggestion}
        placeholder={t("placeholder")}
        autoComplete="off"
        required
        onInput={() => setError(undefined)}
        error={error}
      />
      <div className="flex justify-end gap-2">
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
