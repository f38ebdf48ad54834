"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Answer } from "@/app/_ui/api/call-api";
import { makePasskey, submitPasskey } from "@/app/_ui/auth/passkeys/ceremonies";
import { usePasskeySupport } from "@/app/_ui/auth/passkeys/use-passkey-support";
import { useForm } from "@/app/_ui/auth/use-form";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { PasskeysAnswer } from "@/lib/protocol/http/passkeys";
import { useOwner } from "./owner";
import { PasskeyItem } from "./passkey-item";
import { ProofField } from "./proof-field";
import { Section } from "./section";
import { useProof } from "./use-proof";

/** Lists the user's passkeys, with a form to add one. */
export function Passkeys() {
  const t = useTranslations("account.passkeys");
  const { passkeys, hasPassword } = useOwner();
  const supported = usePasskeySupport();
  const isLastWayIn = passkeys.length === 1 && !hasPassword;
  return (
    <Section title={t("title")} lead={passkeys.length > 0 ? t("lead") : t("none")}>
      {passkeys.length > 0 && (
        <ul className="mb-3 divide-y divide-line">
          {passkeys.map((each) => (
            <PasskeyItem key={each.id} passkey={each} isLastWayIn={isLastWayIn} />
          ))}
        </ul>
      )}
      {supported ? <AddPasskey /> : <p className="text-sm text-muted">{t("unsupported")}</p>}
    </Section>
  );
}

const FIELDS = ["currentPassword"] as const;

function AddPasskey() {
  const t = useTranslations("account.passkeys");
  const { setPasskeys } = useOwner();
  const proof = useProof();
  const hydrated = useHydrated();
  const [done, setDone] = useState(false);

  async function add(values: Record<string, string>): Promise<Answer<PasskeysAnswer>> {
    setDone(false);
    const made = await makePasskey(() => proof.send("/api/account/passkeys/options", values));
    return submitPasskey<PasskeysAnswer>("/api/account/passkeys", made);
  }

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: add,
    check: (values) => ({ currentPassword: proof.complaint(values.currentPassword) }),
    explain: proof.explain,
    done({ passkeys }, settle) {
      form.current?.reset();
      settle();
      setDone(true);
      setPasskeys(passkeys);
    },
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
      <ProofField proof={proof} error={errors.currentPassword} clear={() => clear("currentPassword")} />
      <FormError>{errors.form}</FormError>
      <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start">
        {t("add")}
      </Button>
      <p role="status" className="text-sm text-accent">
        {done && t("added")}
      </p>
    </form>
  );
}
