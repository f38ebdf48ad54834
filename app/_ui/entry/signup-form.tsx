"use client";

import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { SignupAnswer } from "../../../lib/api";
import { Button } from "../button";
import { useHydrated } from "../use-browser";
import { useProblem } from "../use-problem";
import { FormError } from "./form-error";
import { PasswordField } from "./password-field";
import { RecoveryCode } from "./recovery-code";
import { post, useForm } from "./use-form";
import { usePasswordWords } from "./use-password-words";
import { type UsernameCheck, usernameReason, useUsernameCheck } from "./use-username-check";
import { UsernameField } from "./username-field";

const FIELDS = ["username", "password"] as const;

export function SignupForm({ next, username }: { next: string; username: string }) {
  const t = useTranslations("entry");
  const problem = useProblem();
  const words = usePasswordWords();
  const hydrated = useHydrated();
  const [kept, setKept] = useState<SignupAnswer>();
  const [typed, setTyped] = useState(username);
  const availability = useUsernameCheck(typed);

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: post<SignupAnswer>("/api/signup"),
    check(values) {
      const reason = usernameReason(values.username);
      return {
        username: reason && t(`usernameReasons.${nameable(reason)}`),
        password: words.complaint(values.password),
      };
    },
    explain({ code, reason }) {
      if (code === "username_taken" || code === "invalid_username") return { username: problem(code) };
      return code === "invalid_password" ? { password: words.refusal(reason) } : { form: problem(code) };
    },
    done: (answer) => setKept(answer),
  });

  // What was typed or filled in before the page came alive counts too.
  useEffect(() => {
    setTyped((now) => form.current?.querySelector<HTMLInputElement>("input[name=username]")?.value ?? now);
  }, [form]);

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-3">
      <UsernameField
        defaultValue={username}
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
      <RecoveryCode
        code={kept?.recoveryCode}
        username={kept?.user.username ?? ""}
        // A whole load: pages that the router prefetched still believe that nobody is signed in.
        done={() => window.location.assign(next)}
      />
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
