"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Field } from "../field";
import { useProblem } from "../use-problem";

/** `wrong`: what was typed can't be a room's name. */
export function RoomNameField({ wrong, ...input }: ComponentProps<"input"> & { wrong: boolean }) {
  const t = useTranslations("create");
  const problem = useProblem();
  return (
    <Field
      {...input}
      label={t("name")}
      name="name"
      placeholder={t("placeholder")}
      autoComplete="off"
      required
      error={wrong && problem("invalid_room_name")}
    />
  );
}
