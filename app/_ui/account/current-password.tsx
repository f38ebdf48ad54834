"use client";

import { useTranslations } from "next-intl";
import { PasswordField } from "../entry/password-field";

/** Asks again for the password, before something that an unlocked device alone must not allow. */
export function CurrentPassword({ error, onInput }: { error?: string; onInput: () => void }) {
  const t = useTranslations("account");
  return (
    <PasswordField
      label={t("currentPassword")}
      name="currentPassword"
      autoComplete="current-password"
      required
      onInput={onInput}
      error={error}
    />
  );
}
