"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/app/_ui/auth/use-form";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { RelativeTime } from "@/app/_ui/kit/relative-time";
import type { Passkey } from "@/lib/protocol/http/passkeys";
import { useOwner } from "./owner";
import { PasskeyLabel } from "./passkey-label";
import { ProofField } from "./proof-field";
import { useProof } from "./use-proof";

interface PasskeyItemProps {
  passkey: Passkey;
  isLastWayIn: boolean;
}

/** One passkey, which can be named and removed. */
export function PasskeyItem({ passkey, isLastWayIn }: PasskeyItemProps) {
  const t = useTranslations("account.passkeys");
  const hydrated = useHydrated();
  const [doing, setDoing] = useState<"naming" | "removing">();
  const stop = () => setDoing(undefined);
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <PasskeyText {...passkey} />
        {!doing && (
          <div className="-mx-3 flex flex-wrap">
            <Button look="quiet" className="px-3" disabled={!hydrated} onClick={() => setDoing("naming")}>
              {t("rename")}
            </Button>
            {!isLastWayIn && (
              <Button look="quiet" className="px-3" disabled={!hydrated} onClick={() => setDoing("removing")}>
                {t("remove")}
              </Button>
            )}
          </div>
        )}
      </div>
      {isLastWayIn && <p className="pl-7 text-sm text-muted">{t("last")}</p>}
      {doing === "naming" && <PasskeyLabel passkey={passkey} stop={stop} />}
      {doing === "removing" && <Removal passkey={passkey} stop={stop} />}
    </li>
  );
}

function PasskeyText({ label, device, createdAt, lastUsedAt }: Passkey) {
  const t = useTranslations("account.passkeys");
  const unknown = useTranslations("account.devices")("unknown");
  return (
    <div className="flex min-w-0 gap-3">
      <KeyRound className="mt-1 size-4 shrink-0 text-muted" aria-hidden="true" />
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">
          <bdi>{label || device || unknown}</bdi>
        </p>
        <p className="text-sm text-muted">
          {t("made")} <RelativeTime at={createdAt} /> · {lastUsedAt === undefined ? t("unused") : t("used")}{" "}
          {lastUsedAt !== undefined && <RelativeTime at={lastUsedAt} />}
        </p>
      </div>
    </div>
  );
}

const FIELDS = ["currentPassword"] as const;

/** Asks for confirmation and a proof, so that neither a mistake nor another person at an unlocked device removes a passkey. */
function Removal({ passkey: { id }, stop }: { passkey: Passkey; stop: () => void }) {
  const t = useTranslations("account.passkeys");
  const { passkeys, setPasskeys } = useOwner();
  const proof = useProof();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    async send(values) {
      const answer = await proof.send(`/api/account/passkeys/${id}`, values, "DELETE");
      // The passkey may have been removed on another device meanwhile.
      return !answer.ok && answer.code === "not_found" ? { ok: true as const, data: undefined } : answer;
    },
    check: (values) => ({ currentPassword: proof.complaint(values.currentPassword) }),
    explain: proof.explain,
    done: () => setPasskeys(passkeys.filter((each) => each.id !== id)),
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="mt-2 flex flex-col gap-2 pl-7">
      <p className="text-sm">{t("reallyRemove")}</p>
      <ProofField proof={proof} error={errors.currentPassword} clear={() => clear("currentPassword")} />
      <FormError>{errors.form}</FormError>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="danger" busy={busy}>
          {t("remove")}
        </Button>
        <Button look="quiet" onClick={stop}>
          {t("keep")}
        </Button>
      </div>
    </form>
  );
}
