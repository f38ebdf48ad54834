"use client";

import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useState } from "react";
import { type UsernameCheck, usernameReason, useUsernameCheck } from "./use-username-check";
import { UsernameField } from "./username-field";

interface NewUsernameFieldProps {
  form: RefObject<HTMLFormElement | null>;
  defaultValue: string;
  /** Why the server refused the name. */
  error?: string;
  onInput: () => void;
}

/** A field for a new username, which shows whether the name is free. */
export function NewUsernameField({ form, defaultValue, error, onInput }: NewUsernameFieldProps) {
  const text = useUsernameText();
  const [typed, setTyped] = useState(defaultValue);
  const availability = useUsernameCheck(typed);

  // Reads the field once, since text may have been typed or filled in before hydration.
  useEffect(() => {
    setTyped((now) => form.current?.querySelector<HTMLInputElement>("input[name=username]")?.value ?? now);
  }, [form]);

  return (
    <UsernameField
      defaultValue={defaultValue}
      onInput={(event) => {
        setTyped(event.currentTarget.value);
        onInput();
      }}
      error={error ?? text.verdict(availability)}
      hint={<Availability check={availability} />}
    />
  );
}

const NAMEABLE = ["missing", "too_short", "too_long", "mixed_scripts"] as const;

/** Texts about a new username: why it cannot be used, or that it is free. */
export function useUsernameText() {
  const t = useTranslations("entry");
  const because = (reason: string) => t(`usernameReasons.${NAMEABLE.find((each) => each === reason) ?? "characters"}`);
  return {
    complaint(username: string): string | undefined {
      const reason = usernameReason(username);
      return reason && because(reason);
    },
    verdict(check: UsernameCheck): string | undefined {
      if (check === "taken") return t("taken");
      return typeof check === "object" ? because(check.reason) : undefined;
    },
  };
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
