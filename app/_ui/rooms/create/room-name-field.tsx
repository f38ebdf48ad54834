"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Field } from "@/app/_ui/kit/field";

/** `error`: why the text cannot be a room's name. */
export function RoomNameField({ error, ...input }: ComponentProps<"input"> & { error: string | undefined }) {
  const t = useTranslations("create");
  return (
    <Field
      {...input}
      label={t("name")}
      name="name"
      placeholder={t("placeholder")}
      autoComplete="off"
      required
      error={error}
    />
  );
}
