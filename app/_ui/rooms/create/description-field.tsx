"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { LongField } from "@/app/_ui/kit/field";

/** `wrong`: the typed text is too long. */
export function DescriptionField({ wrong, ...area }: ComponentProps<"textarea"> & { wrong: boolean }) {
  const t = useTranslations("create");
  return (
    <LongField
      {...area}
      label={t("description")}
      name="description"
      placeholder={t("descriptionHint")}
      rows={2}
      error={wrong && t("descriptionTooLong")}
    />
  );
}
