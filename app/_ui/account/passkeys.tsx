"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { makePasskey, submitPasskey } from "@/app/_ui/auth/passkeys/ceremonies";
import { usePasskeySupport } from "@/app/_ui/auth/passkeys/use-passkey-support";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { PasskeysAnswer } from "@/lib/protocol/http/passkeys";
import { useConfirmedForm } from "./confirmation/use-confirmed-form";
import { useOwner } from "./owner";
import { PasskeyItem } from "./passkey-item";
import { Section } from "./section";

/** Lists the user's passkeys, with a form to add one. */
export function Passkeys() {
  const t = useTranslations("account.passkeys");
  const { passkeys, hasPassword } = useOwner();
  const supported = usePasskeySupport();
  const isLastWayIn = passkeys.length === 1 && !hasPassword;
  return (
    <Section title={t("title")} lead={passkeys.length > 0 ? t("lead") : t("none")}>
      {passkeys.length > 0 && (
        <ul className="mb-3 divide-y divide-line">
          {passkeys.map((each) => (
            <PasskeyItem key={each.id} passkey={each} isLastWayIn={isLastWayIn} />
          ))}
        </ul>
      )}
      {supported ? <AddPasskey /> : <p className="text-sm text-muted">{t("unsupported")}</p>}
    </Section>
  );
}

function AddPasskey() {
  const t = useTranslations("account.passkeys");
  const { setPasskeys } = useOwner();
  const hydrated = useHydrated();
  const [done, setDone] = useState(false);

  const { form, busy, errors, submit } = useConfirmedForm({
    confirmation: { action: t("add") },
    fields: [],
    check: () => ({}),
    async send(prove) {
      setDone(false);
      const made = await makePasskey(() => prove("/api/account/passkeys/options"));
      return submitPasskey<PasskeysAnswer>("/api/account/passkeys", made);
    },
    done({ passkeys }, settle) {
      settle();
      setDone(true);
      setPasskeys(passkeys);
    },
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
      <FormError>{errors.form}</FormError>
      <Button type="submit" look="secondary" busy={busy} disabled={!hydrated} className="self-start">
        {t("add")}
      </Button>
      <p role="status" className="text-sm text-accent">
        {done && t("added")}
      </p>
    </form>
  );
}
