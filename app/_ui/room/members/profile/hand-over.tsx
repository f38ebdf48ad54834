"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { OwnerLoader } from "@/app/_ui/account/owner";
import { ProofField } from "@/app/_ui/account/proof-field";
import { useProof } from "@/app/_ui/account/use-proof";
import { useForm } from "@/app/_ui/auth/use-form";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { User } from "@/lib/protocol/room";

interface HandOverProps {
  /** The new owner. */
  user: User;
  done: () => void;
  back: () => void;
}

/** Asks for confirmation and a proof before the room is handed over. The focus starts on the cancel button. */
export function HandOver({ user, done, back }: HandOverProps) {
  const t = useTranslations("person");
  const { you } = useRoomContext();
  const id = useId();
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <div role="alertdialog" aria-labelledby={id} className="mt-3 flex flex-col gap-3">
      <p id={id} className="text-sm wrap-anywhere">
        {t("sure.handOver", { name: user.username })}
      </p>
      <OwnerLoader username={you.username}>
        <HandOverForm user={user} done={done} />
      </OwnerLoader>
      <Button ref={no} look="secondary" className="px-3" onClick={back}>
        {t("cancel")}
      </Button>
    </div>
  );
}

const FIELDS = ["currentPassword"] as const;

function HandOverForm({ user, done }: Pick<HandOverProps, "user" | "done">) {
  const t = useTranslations("person");
  const { room } = useRoomContext();
  const proof = useProof();
  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: ({ currentPassword }) =>
      proof.send(`/api/rooms/${room.id}/members/${user.id}`, { currentPassword, role: "owner" }, "PATCH"),
    check: (values) => ({ currentPassword: proof.complaint(values.currentPassword) }),
    explain: proof.explain,
    done,
  });
  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
      <ProofField proof={proof} error={errors.currentPassword} clear={() => clear("currentPassword")} />
      <FormError>{errors.form}</FormError>
      <Button type="submit" busy={busy} className="px-3">
        {t("handOver")}
      </Button>
    </form>
  );
}
