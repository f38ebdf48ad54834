"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { PasswordField } from "@/app/_ui/auth/password-field";
import { post, useForm } from "@/app/_ui/auth/use-form";
import { usePasswordText } from "@/app/_ui/auth/use-password-text";
import { UsernameField } from "@/app/_ui/auth/username-field";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { Field } from "@/app/_ui/kit/field";
import { FormError } from "@/app/_ui/kit/form-error";
import type { SignupAnswer } from "@/lib/protocol/http/accounts";
import { RECOVERY_CODE_KIND } from "@/lib/text/recovery-code";
import { textProblem } from "@/lib/text/text-kind";
import { NewCode, whenShowable } from "./new-code";

const FIELDS = ["username", "recoveryCode", "password"] as const;

/** Sets a new password with the recovery code. */
export function RecoverForm({ next }: { next: string }) {
  const t = useTranslations();
  const problem = useProblemText();
  const text = usePasswordText();
  const hydrated = useHydrated();
  const [kept, setKept] = useState<SignupAnswer>();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    opensSession: true,
    send: (values) => whenShowable(() => post<SignupAnswer>("/api/account/recover")(values)),
    check: ({ username, recoveryCode, password }) => ({
      username: username.trim() === "" ? t("entry.usernameReasons.missing") : undefined,
      recoveryCode: textProblem(RECOVERY_CODE_KIND, recoveryCode) && t("recovery.malformed"),
      password: text.complaint(password),
    }),
    explain(failure) {
      const { code, reason } = failure;
      if (code === "user_not_found") return { username: problem(code) };
      if (code === "wrong_credentials") return { recoveryCode: t("recovery.wrong") };
      return code === "invalid_password" ? { password: text.refusal(reason) } : { form: problem(failure) };
    },
    done: (answer) => setKept(answer),
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-3">
      <UsernameField onInput={() => clear("username")} error={errors.username} />
      <Field
        label={t("recovery.code")}
        name="recoveryCode"
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        required
        className="font-mono"
        onInput={() => clear("recoveryCode")}
        error={errors.recoveryCode}
      />
      <PasswordField
        label={t("recovery.newPassword")}
        autoComplete="new-password"
        required
        onInput={() => clear("password")}
        error={errors.password}
        hint={t("entry.passwordHint")}
      />
      <FormError>{errors.form}</FormError>
      <Button type="submit" busy={busy} disabled={!hydrated} className="w-full">
        {busy ? t("recovery.busy") : t("recovery.submit")}
      </Button>
      <NewCode answer={kept} next={next} />
    </form>
  );
}
