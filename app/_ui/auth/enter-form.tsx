"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ApiFailure } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { isSignedIn } from "./is-signed-in";
import { PasswordField } from "./password-field";
import { COOKIES_BLOCKED, post, useForm } from "./use-form";
import { UsernameField } from "./username-field";

const FIELDS = ["username", "password"] as const;
const link = "inline-flex min-h-11 items-center font-semibold text-accent underline-offset-4";

interface EnterFormProps {
  next: string;
  username: string;
  /** Whether to offer sign-up for an unknown name. */
  maySignUp: boolean;
}

export function EnterForm({ next, username, maySignUp }: EnterFormProps) {
  const t = useTranslations("entry");
  const problem = useProblemText();
  const hydrated = useHydrated();
  /** The typed name, if no account has it: it is offered for sign-up. */
  const [unknown, setUnknown] = useState<string>();
  const missing = t("usernameReasons.missing");

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    opensSession: true,
    async send(values) {
      const answer = await post("/api/enter")(values);
      return !answer.ok || (await isSignedIn()) ? answer : COOKIES_BLOCKED;
    },
    check: (values) => ({
      username: values.username.trim() === "" ? missing : undefined,
      password: values.password === "" ? missing : undefined,
    }),
    explain(failure: ApiFailure, values) {
      const { code } = failure;
      setUnknown(code === "user_not_found" ? values.username.trim() : undefined);
      if (code === "user_not_found") return { username: problem(code) };
      return code === "wrong_credentials" ? { password: problem(code) } : { form: problem(failure) };
    },
    // A full page load, since pages that the router prefetched were rendered without a user.
    done: () => window.location.assign(next),
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-3">
      <UsernameField
        autoComplete="username webauthn"
        defaultValue={username}
        onInput={() => clear("username")}
        error={errors.username}
      />
      {maySignUp && errors.username && unknown && (
        <Link
          href={entryPath("/signup", next, unknown)}
          prefetch={false}
          className={`${link} -mt-3 break-all underline`}
        >
          {t("enter.offer", { name: unknown })}
        </Link>
      )}
      <PasswordField
        autoComplete="current-password"
        required
        onInput={() => clear("password")}
        error={errors.password}
      />
      <FormError>{errors.form}</FormError>
      <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="w-full">
        {busy ? t("enter.busy") : t("enter.submit")}
      </Button>
      <Link
        href={entryPath("/enter/recover", next)}
        prefetch={false}
        className={`${link} self-center text-sm hover:underline`}
      >
        {t("enter.locked")}
      </Link>
    </form>
  );
}
