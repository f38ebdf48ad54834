"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { PasswordField } from "@/app/_ui/auth/password-field";
import { usePasswordText } from "@/app/_ui/auth/use-password-text";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useConfirmedForm } from "./confirmation/use-confirmed-form";
import { useOwner } from "./owner";
import { Section } from "./section";

const FIELDS = ["password"] as const;

/** Changes the password, or sets the first one of a user who has only passkeys. */
export function ChangePassword({ changed }: { changed: () => void }) {
  const t = useTranslations();
  const { username, hasPassword, setHasPassword } = useOwner();
  const text = usePasswordText();
  const hydrated = useHydrated();
  const [done, setDone] = useState(false);

  const action = hasPassword ? t("account.password.submit") : t("account.password.first");

  const { form, busy, errors, submit, clear } = useConfirmedForm({
    confirmation: { action, lead: t("account.password.lead") },
    fields: FIELDS,
    check: ({ password }) => ({ password: text.complaint(password) }),
    send: (prove, values) => prove("/api/account/password", values),
    explain: (failure) =>
      failure.code === "invalid_password" ? { password: text.refusal(failure.reason) } : undefined,
    done(_, settle) {
      form.current?.reset();
      settle();
      setDone(true);
      setHasPassword(true);
      changed();
    },
  });

  return (
    <Section
      title={hasPassword ? t("account.password.title") : t("account.password.first")}
      lead={t("account.password.lead")}
    >
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        {/* Password managers store the new password under this username. */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
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
          {action}
        </Button>
        <p role="status" className="text-sm text-accent">
          {done && t("account.password.done")}
        </p>
      </form>
    </Section>
  );
}
