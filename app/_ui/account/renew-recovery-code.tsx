"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { RecoveryCode } from "@/app/_ui/auth/recovery/recovery-code";
import { useForm } from "@/app/_ui/auth/use-form";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { RecoveryCodeAnswer } from "@/lib/protocol/http/accounts";
import { useOwner } from "./owner";
import { ProofField } from "./proof-field";
import { Section } from "./section";
import { useProof } from "./use-proof";

const FIELDS = ["currentPassword"] as const;

/** Creates a new recovery code, for users who have lost theirs or never had one. */
export function RenewRecoveryCode() {
  const t = useTranslations("account.recovery");
  const { username } = useOwner();
  const proof = useProof();
  const hydrated = useHydrated();
  const [code, setCode] = useState<string>();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: (values) => proof.send<RecoveryCodeAnswer>("/api/account/recovery-code", values),
    check: (values) => ({ currentPassword: proof.complaint(values.currentPassword) }),
    // The server may have replaced the code, even if it then failed to answer.
    explain: (failure) =>
      !failure.isUnsent && (failure.code === "offline" || failure.status >= 500)
        ? { form: t("lost") }
        : proof.explain(failure),
    done({ recoveryCode }, settle) {
      form.current?.reset();
      settle();
      setCode(recoveryCode);
    },
  });

  return (
    <Section title={t("title")} lead={t("lead")}>
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        <ProofField proof={proof} error={errors.currentPassword} clear={() => clear("currentPassword")} />
        <FormError>{errors.form}</FormError>
        <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start">
          {t("submit")}
        </Button>
      </form>
      <RecoveryCode code={code} username={username} done={() => setCode(undefined)} />
    </Section>
  );
}
