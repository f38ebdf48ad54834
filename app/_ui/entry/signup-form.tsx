"use client";

import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { passwordSchema } from "../../../lib/password";
import { Button } from "../button";
import type { Failure } from "../call-api";
import { Field } from "../field";
import { useHydrated } from "../use-browser";
import { useProblem } from "../use-problem";
import { FormError } from "./form-error";
import { PasswordField } from "./password-field";
import { type EntryErrors, useEntry } from "./use-entry";
import { type UsernameCheck, usernameReason, useUsernameCheck } from "./use-username-check";

export function SignupForm({ next, username }: { next: string; username: string }) {
  const t = useTranslations("entry");
  const problem = useProblem();
  const hydrated = useHydrated();
  const [typed, setTyped] = useState(username);
  const availability = useUsernameCheck(typed);

  function check(name: string, password: string): EntryErrors {
    const reason = usernameReason(name);
    const weak = !passwordSchema.safeParse(password).success;
    return {
      username: reason && t(`usernameReasons.${nameable(reason)}`),
      password: password === "" ? t("usernameReasons.missing") : weak ? problem("invalid_password") : undefined,
    };
  }
  function explain({ code, reason }: Failure): EntryErrors {
    if (code === "username_taken" || code === "invalid_username") return { username: problem(code) };
    return code === "invalid_password"
      ? { password: reason === "common" ? t("commonPassword") : problem(code) }
      : { form: problem(code) };
  }
  const { form, busy, errors, submit, clear } = useEntry({ path: "/api/signup", next, check, explain });

  // What was typed or filled in before the page came alive counts too.
  useEffect(() => {
    setTyped((now) => form.current?.querySelector<HTMLInputElement>("input[name=username]")?.value ?? now);
  }, [form]);

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label={t("username")}
        name="username"
        defaultValue={username}
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          clear("username");
        }}
        error={errors.username ?? complaint(availability, t)}
        hint={<Availability check={availability} />}
      />
      <PasswordField
        autoComplete="new-password"
        required
        onInput={() => clear("password")}
        error={errors.password}
        hint={t("passwordHint")}
      />
      <FormError>{errors.form}</FormError>
      <Button type="submit" busy={busy} disabled={!hydrated} className="w-full">
        {busy ? t("signup.busy") : t("signup.submit")}
      </Button>
    </form>
  );
}

type Translate = ReturnType<typeof useTranslations<"entry">>;

const NAMEABLE = ["missing", "too_short", "too_long", "mixed_scripts"] as const;
const nameable = (reason: string) => NAMEABLE.find((each) => each === reason) ?? "characters";

function complaint(check: UsernameCheck, t: Translate): string | undefined {
  if (check === "taken") return t("taken");
  return typeof check === "object" ? t(`usernameReasons.${nameable(check.reason)}`) : undefined;
}

function Availability({ check }: { check: UsernameCheck }) {
  const t = useTranslations("entry");
  if (check === "checking") return t("checking");
  if (check !== "free") return t("usernameHint");
  return (
    <span className="flex gap-1.5 text-accent">
      <CircleCheck className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      {t("free")}
    </span>
  );
}
