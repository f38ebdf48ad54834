"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { RoomAnswer } from "../../../lib/api";
import { tidy } from "../../../lib/text";
import { Button } from "../button";
import { FormError } from "../entry/form-error";
import { Field } from "../field";
import { useAct } from "../use-act";
import { useHere } from "./here";

/** The room put away, or gone for good: the latter with its name typed out, so that nobody does it in passing. */
export function SettingsEnd() {
  const { room } = useHere();
  return (
    <div className="flex flex-col gap-6">
      <Archive key={String(room.archivedAt)} />
      <Delete />
    </div>
  );
}

function Archive() {
  const t = useTranslations("settings.archive");
  const { room, setRoom } = useHere();
  const { act, busy, error } = useAct();
  const isArchived = room.archivedAt !== undefined;
  async function turn() {
    const body = { archived: !isArchived };
    const answer = await act<RoomAnswer>("turn", `/api/rooms/${room.id}`, { method: "PATCH", body });
    if (answer) setRoom(answer.data.room);
  }
  return (
    <section>
      <h3 className="font-semibold">{t(isArchived ? "reopen" : "archive")}</h3>
      <p className="mt-0.5 mb-3 text-sm text-muted">{t(isArchived ? "reopenLead" : "archiveLead")}</p>
      <FormError>{error}</FormError>
      <Button look="secondary" busy={busy !== undefined} onClick={turn}>
        {t(isArchived ? "reopen" : "archive")}
      </Button>
    </section>
  );
}

function Delete() {
  const t = useTranslations("settings.delete");
  const { room } = useHere();
  const { act, busy, error } = useAct();
  const router = useRouter();
  const [wrong, setWrong] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = tidy(String(new FormData(event.currentTarget).get("room") ?? ""));
    if (typed !== room.name) return setWrong(true);
    if (await act("delete", `/api/rooms/${room.id}`, { method: "DELETE" })) router.push("/rooms");
  }
  return (
    <form noValidate onSubmit={submit} className="border-t border-line pt-5">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="mt-0.5 mb-3 text-sm text-muted">{t("lead")}</p>
      <Field
        label={t("typeName")}
        name="room"
        autoComplete="off"
        onInput={() => setWrong(false)}
        error={wrong && t("otherName")}
        hint={<bdi className="wrap-anywhere">{room.name}</bdi>}
      />
      <FormError>{error}</FormError>
      <Button type="submit" look="danger" busy={busy !== undefined} className="mt-2">
        {t("title")}
      </Button>
    </form>
  );
}
