"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { FormError } from "@/app/_ui/kit/form-error";
import { Switch } from "@/app/_ui/kit/switch";
import { Section } from "./section";

/** The setting for read receipts. A user who turns them off neither sends nor gets them. */
export function Receipts({ initial }: { initial: boolean }) {
  const t = useTranslations("receipts");
  const problem = useProblemText();
  const hydrated = useHydrated();
  const [isOn, setOn] = useState(initial);
  const [error, setError] = useState<string>();

  async function change(receipts: boolean) {
    setError(undefined);
    setOn(receipts);
    const answer = await callApi("/api/account/settings", { method: "PUT", body: { receipts } });
    if (answer.ok) return;
    setOn(!receipts);
    setError(problem(answer.code));
  }
  return (
    <Section title={t("title")} lead={t("lead")}>
      <Switch checked={isOn} disabled={!hydrated} onChange={change}>
        {t("toggle")}
      </Switch>
      <FormError>{error}</FormError>
    </Section>
  );
}
