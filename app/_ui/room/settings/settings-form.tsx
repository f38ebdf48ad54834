"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { DescriptionField } from "@/app/_ui/rooms/create/description-field";
import { readRoomForm } from "@/app/_ui/rooms/create/read-room-form";
import { RoomNameField } from "@/app/_ui/rooms/create/room-name-field";
import { VisibilityChoice } from "@/app/_ui/rooms/create/visibility-choice";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import { may } from "@/lib/shared/permissions";

/** Name, description and visibility. */
export function SettingsForm() {
  const t = useTranslations("settings");
  const { room, role, setRoom } = useRoomContext();
  const problem = useProblemText();
  const { act, busy, error } = useAction();
  const [wrong, setWrong] = useState<"name" | "description">();
  const [saved, setSaved] = useState(false);
  // The room when the form was opened or last saved. Only fields that differ are sent, so that no other person's change is undone.
  const [before, setBefore] = useState(room);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setSaved(false);
    const typed = readRoomForm(event.currentTarget);
    if ("wrong" in typed) return setWrong(typed.wrong);
    setWrong(undefined);
    const body = changed(typed.room, before);
    if (Object.keys(body).length === 0) return setSaved(true);
    const answer = await act<RoomAnswer>("save", `/api/rooms/${room.id}`, { method: "PATCH", body });
    if (!answer) return;
    setRoom(answer.data.room);
    setBefore(answer.data.room);
    setSaved(true);
  }
  return (
    <form
      noValidate
      onSubmit={submit}
      onInput={() => {
        setSaved(false);
        setWrong(undefined);
      }}
      className="flex flex-col gap-2"
    >
      <RoomNameField defaultValue={before.name} error={wrong === "name" ? problem("invalid_room_name") : undefined} />
      <DescriptionField defaultValue={before.description} wrong={wrong === "description"} />
      {may(role, "setVisibility") && <VisibilityChoice initial={before.visibility} />}
      <FormError>{error}</FormError>
      <div className="flex items-center justify-end gap-3">
        <p role="status" className="text-sm text-accent">
          {saved && t("saved")}
        </p>
        <Button type="submit" busy={busy !== undefined}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** The typed fields that differ from `now`. */
function changed<T extends object>(typed: T, now: { [key in keyof T]?: unknown }): Partial<T> {
  const entries = Object.entries(typed).filter(([key, value]) => value !== undefined && value !== now[key as keyof T]);
  return Object.fromEntries(entries) as Partial<T>;
}
