"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../button";
import { FormError } from "../entry/form-error";
import { PasswordField } from "../entry/password-field";
import { post, useForm } from "../entry/use-form";
import { usePasswordWords } from "../entry/use-password-words";
import { useHydrated } from "../use-browser";
import { useProblem } from "../use-problem";
import { CurrentPassword } from "./current-password";
import { Section } from "./section";

const FIELDS = ["currentPassword", "password"] as const;

export function ChangePassword({ username, changed }: { username: string; changed: () => void }) {
  const t = useTranslations();
  const problem = useProblem();
  const words = usePasswordWords();
  const hydrated = useHydrated();
  const [done, setDone] = useState(false);

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: post("/api/account/password"),
    check: ({ currentPassword, password }) => ({
      currentPassword: currentPassword === "" ? t("entry.usernameReasons.missing") : undefined,
      password: words.complaint(password),
    }),
    explain({ code, reason }) {
      if (code === "wrong_credentials") return { currentPassword: problem(code) };
      return code === "invalid_password" ? { password: words.refusal(reason) } : { form: problem(code) };
    },
    done(_, settle) {
      form.current?.reset();
      settle();
      setDone(true);
      changed();
    },
  });

  return (
    <Section title={t("account.password.title")} lead={t("account.password.lead")}>
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        {/* For password managers, which store a password under a name. */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <CurrentPassword error={errors.currentPassword} onInput={() => clear("currentPassword")} />
        <PasswordField
          label={t("recovery.newPassword")}
          autoComplete="new-password"
          required
          onInput={() => {
            setDone(false);
            clear("password");
          }}
          error={errors.password}
          hint={t("entry.passwordHint")}
        />
        <FormError>{errors.form}</FormError>
        <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start">
          {t("account.password.submit")}
        </Button>
        <p role="status" className="text-sm text-accent">
          {done && t("account.password.done")}
        </p>
      </form>
    </Section>
  );
}
