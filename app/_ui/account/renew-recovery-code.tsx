"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { RecoveryCode } from "@/app/_ui/auth/recovery/recovery-code";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { RecoveryCodeAnswer } from "@/lib/protocol/http/accounts";
import { useConfirmedForm } from "./confirmation/use-confirmed-form";
import { useOwner } from "./owner";
import { Section } from "./section";

/** Creates a new recovery code, for users who have lost theirs or never had one. */
export function RenewRecoveryCode() {
  const t = useTranslations("account.recovery");
  const { username } = useOwner();
  const hydrated = useHydrated();
  const [code, setCode] = useState<string>();

  const { form, busy, errors, submit } = useConfirmedForm({
    confirmation: { action: t("submit"), lead: t("lead") },
    fields: [],
    check: () => ({}),
    send: (prove) => prove<RecoveryCodeAnswer>("/api/account/recovery-code"),
    // The server may have replaced the code, even if it then failed to answer.
    explain: ({ code, status }) => (code === "offline" || status >= 500 ? { form: t("lost") } : undefined),
    done({ recoveryCode }, settle) {
      settle();
      setCode(recoveryCode);
    },
  });

  return (
    <Section title={t("title")} lead={t("lead")}>
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        <FormError>{errors.form}</FormError>
        <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start">
          {t("submit")}
        </Button>
      </form>
      <RecoveryCode code={code} username={username} done={() => setCode(undefined)} />
    </Section>
  );
}
