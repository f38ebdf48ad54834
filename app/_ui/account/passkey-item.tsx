"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { RelativeTime } from "@/app/_ui/kit/relative-time";
import type { Passkey } from "@/lib/protocol/http/passkeys";
import { useConfirmedForm } from "./confirmation/use-confirmed-form";
import { useOwner } from "./owner";
import { PasskeyLabel } from "./passkey-label";

interface PasskeyItemProps {
  passkey: Passkey;
  isLastWayIn: boolean;
}

/** One passkey, which can be named and removed. */
export function PasskeyItem({ passkey, isLastWayIn }: PasskeyItemProps) {
  const t = useTranslations("account.passkeys");
  const hydrated = useHydrated();
  const [naming, setNaming] = useState(false);
  const { form, busy, errors, submit } = useRemoval(passkey);
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <PasskeyText {...passkey} />
        {!naming && (
          <form ref={form} method="post" noValidate onSubmit={submit} className="-mx-3 flex flex-wrap">
            <Button look="quiet" className="px-3" disabled={!hydrated} onClick={() => setNaming(true)}>
              {t("rename")}
            </Button>
            {!isLastWayIn && (
              <Button type="submit" look="quiet" className="px-3" busy={busy} disabled={!hydrated}>
                {t("remove")}
              </Button>
            )}
          </form>
        )}
      </div>
      {isLastWayIn && <p className="pl-7 text-sm text-muted">{t("last")}</p>}
      <FormError>{errors.form}</FormError>
      {naming && <PasskeyLabel passkey={passkey} stop={() => setNaming(false)} />}
    </li>
  );
}

/** Removes a passkey after a proof, so that neither a mistake nor another person at an unlocked device removes it. */
function useRemoval(passkey: Passkey) {
  const t = useTranslations("account.passkeys");
  const name = usePasskeyName(passkey);
  const { passkeys, setPasskeys } = useOwner();
  return useConfirmedForm({
    confirmation: {
      action: t("remove"),
      look: "danger",
      lead: t("reallyRemove", { name }),
    },
    fields: [],
    check: () => ({}),
    async send(prove) {
      const answer = await prove(`/api/account/passkeys/${passkey.id}`, {}, "DELETE");
      // The passkey may have been removed on another device meanwhile.
      return !answer.ok && answer.code === "not_found" ? { ok: true as const, data: undefined } : answer;
    },
    done: () => setPasskeys(passkeys.filter((each) => each.id !== passkey.id)),
  });
}

/** The name that the user has given, or the device's. */
function usePasskeyName({ label, device }: Passkey): string {
  const unknown = useTranslations("account.devices")("unknown");
  return label || device || unknown;
}

function PasskeyText(passkey: Passkey) {
  const t = useTranslations("account.passkeys");
  const { createdAt, lastUsedAt } = passkey;
  return (
    <div className="flex min-w-0 gap-3">
      <KeyRound className="mt-1 size-4 shrink-0 text-muted" aria-hidden="true" />
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">
          <bdi>{usePasskeyName(passkey)}</bdi>
        </p>
        <p className="text-sm text-muted">
          {t("made")} <RelativeTime at={createdAt} /> · {lastUsedAt === undefined ? t("unused") : t("used")}{" "}
          {lastUsedAt !== undefined && <RelativeTime at={lastUsedAt} />}
        </p>
      </div>
    </div>
  );
}
