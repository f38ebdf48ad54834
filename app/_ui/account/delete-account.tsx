"use client";

import { useTranslations } from "next-intl";
import { Button } from "../button";
import { FormError } from "../entry/form-error";
import { post, useForm } from "../entry/use-form";
import { UsernameField } from "../entry/username-field";
import { useHydrated } from "../use-browser";
import { useProblem } from "../use-problem";
import { CurrentPassword } from "./current-password";
import { Section } from "./section";

const FIELDS = ["username", "currentPassword"] as const;

/** The end of an account: its name typed out, so that nobody does this in passing. */
export function DeleteAccount() {
  const t = useTranslations("account.deletion");
  const missing = useTranslations("entry.usernameReasons")("missing");
  const problem = useProblem();
  const hydrated = useHydrated();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: post("/api/account/delete"),
    check: ({ username, currentPassword }) => ({
      username: username.trim() === "" ? missing : undefined,
      currentPassword: currentPassword === "" ? missing : undefined,
    }),
    explain({ code }) {
      if (code === "invalid") return { username: t("otherName") };
      return code === "wrong_credentials" ? { currentPassword: problem(code) } : { form: problem(code) };
    },
    done: () => window.location.assign("/"),
  });

  return (
    <Section title={t("title")} lead={t("lead")}>
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        <UsernameField
          autoComplete="off"
          onInput={() => clear("username")}
          error={errors.username}
          hint={t("typeName")}
        />
        <CurrentPassword error={errors.currentPassword} onInput={() => clear("currentPassword")} />
        <FormError>{errors.form}</FormError>
        <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start text-danger">
          {t("submit")}
        </Button>
      </form>
    </Section>
  );
}
