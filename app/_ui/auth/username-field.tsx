"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Field } from "@/app/_ui/kit/field";

/** A username field without autocorrection and autocapitalization. */
export function UsernameField(props: Omit<ComponentProps<typeof Field>, "label" | "name">) {
  const t = useTranslations("entry");
  return (
    <Field
      autoComplete="username"
      {...props}
      label={t("username")}
      name="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      required
    />
  );
}
