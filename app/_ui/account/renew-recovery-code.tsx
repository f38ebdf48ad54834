"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RecoveryCodeAnswer } from "../../../lib/api";
import { Button } from "../button";
import { FormError } from "../entry/form-error";
import { RecoveryCode } from "../entry/recovery-code";
import { post, useForm } from "../entry/use-form";
import { useHydrated } from "../use-browser";
import { useProblem } from "../use-problem";
import { CurrentPassword } from "./current-password";
import { Section } from "./section";

const FIELDS = ["currentPassword"] as const;

/** For who has lost the code, or never had one. */
export function RenewRecoveryCode({ username }: { username: string }) {
  const t = useTranslations("account.recovery");
  const missing = useTranslations("entry.usernameReasons")("missing");
  const problem = useProblem();
  const hydrated = useHydrated();
  const [code, setCode] = useState<string>();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: post<RecoveryCodeAnswer>("/api/account/recovery-code"),
    check: (values) => ({ currentPassword: values.currentPassword === "" ? missing : undefined }),
    explain: ({ code }) =>
      code === "wrong_credentials" ? { currentPassword: problem(code) } : { form: problem(code) },
    done({ recoveryCode }, settle) {
      form.current?.reset();
      settle();
      setCode(recoveryCode);
    },
  });

  return (
    <Section title={t("title")} lead={t("lead")}>
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        <CurrentPassword error={errors.currentPassword} onInput={() => clear("currentPassword")} />
        <FormError>{errors.form}</FormError>
        <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start">
          {t("submit")}
        </Button>
      </form>
      <RecoveryCode code={code} username={username} done={() => setCode(undefined)} />
    </Section>
  );
}
