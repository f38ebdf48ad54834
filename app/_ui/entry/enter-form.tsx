"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../button";
import type { Failure } from "../call-api";
import { Field } from "../field";
import { entryPath } from "../next-path";
import { useHydrated } from "../use-browser";
import { useProblem } from "../use-problem";
import { FormError } from "./form-error";
import { PasswordField } from "./password-field";
import { type EntryErrors, useEntry } from "./use-entry";

export function EnterForm({ next, username }: { next: string; username: string }) {
  const t = useTranslations("entry");
  const problem = useProblem();
  const hydrated = useHydrated();
  /** The name that nobody has, to be offered for signing up. */
  const [unknown, setUnknown] = useState<string>();

  function check(name: string, password: string): EntryErrors {
    return {
      username: name.trim() === "" ? t("usernameReasons.missing") : undefined,
      password: password === "" ? t("usernameReasons.missing") : undefined,
    };
  }
  function explain({ code }: Failure, name: string): EntryErrors {
    setUnknown(code === "user_not_found" ? name.trim() : undefined);
    if (code === "user_not_found") return { username: problem(code) };
    return code === "wrong_credentials" ? { password: problem(code) } : { form: problem(code) };
  }
  const { form, busy, errors, submit, clear } = useEntry({ path: "/api/enter", next, check, explain });

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
        onInput={() => clear("username")}
        error={errors.username}
      />
      {errors.username && unknown && (
        <Link
          href={entryPath("/signup", next, unknown)}
          className="-mt-3 inline-flex min-h-11 items-center font-semibold break-all text-accent underline underline-offset-4"
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
      <Button type="submit" busy={busy} disabled={!hydrated} className="w-full">
        {busy ? t("enter.busy") : t("enter.submit")}
      </Button>
    </form>
  );
}
