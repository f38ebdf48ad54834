"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { OwnerLoader } from "@/app/_ui/account/owner";
import { ProofField } from "@/app/_ui/account/proof-field";
import { useProof } from "@/app/_ui/account/use-proof";
import { useAction } from "@/app/_ui/api/use-action";
import { useForm } from "@/app/_ui/auth/use-form";
import { Button } from "@/app/_ui/kit/button";
import { Field } from "@/app/_ui/kit/field";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import { tidy } from "@/lib/text/text";

/** Archives, reopens or deletes the room. To delete it, the user must type its name, so that it is not deleted by mistake. */
export function SettingsEnd() {
  const { room } = useRoomContext();
  return (
    <div className="flex flex-col gap-6">
      <Archive key={String(room.archivedAt)} />
      <Delete />
    </div>
  );
}

function Archive() {
  const t = useTranslations("settings.archive");
  const { room, setRoom } = useRoomContext();
  const { act, busy, error } = useAction();
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
  const { you } = useRoomContext();
  return (
    <section className="border-t border-line pt-5">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="mt-0.5 mb-3 text-sm text-muted">{t("lead")}</p>
      <OwnerLoader username={you.username}>
        <DeleteForm />
      </OwnerLoader>
    </section>
  );
}

const FIELDS = ["room", "currentPassword"] as const;

function DeleteForm() {
  const t = useTranslations("settings.delete");
  const { room } = useRoomContext();
  const router = useRouter();
  const proof = useProof();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: ({ currentPassword }) => proof.send(`/api/rooms/${room.id}`, { currentPassword }, "DELETE"),
    check: (values) => ({
      room: tidy(values.room) === room.name ? undefined : t("otherName"),
      currentPassword: proof.complaint(values.currentPassword),
    }),
    explain: proof.explain,
    done: () => router.push("/rooms"),
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit}>
      <Field
        label={t("typeName")}
        name="room"
        autoComplete="off"
        onInput={() => clear("room")}
        error={errors.room}
        hint={<bdi className="wrap-anywhere">{room.name}</bdi>}
      />
      <ProofField proof={proof} error={errors.currentPassword} clear={() => clear("currentPassword")} />
      <FormError>{errors.form}</FormError>
      <Button type="submit" look="danger" busy={busy} className="mt-2">
        {t("title")}
      </Button>
    </form>
  );
}
