"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { Field } from "@/app/_ui/kit/field";

/** A password field with a button that shows the text. */
export function PasswordField(
  props: Omit<ComponentProps<typeof Field>, "label" | "type" | "end"> & { label?: string },
) {
  const t = useTranslations("entry");
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field
      label={t("password")}
      name="password"
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      end={
        <IconButton aria-label={shown ? t("hide") : t("show")} className="size-10" onClick={() => setShown(!shown)}>
          <Icon className="size-5" aria-hidden="true" />
        </IconButton>
      }
    />
  );
}
