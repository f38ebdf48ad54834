"use client";

import { useTranslations } from "next-intl";
import { usePasskeySupport } from "@/app/_ui/auth/passkeys/use-passkey-support";
import { PasswordField } from "@/app/_ui/auth/password-field";
import type { ProofState } from "./use-proof";

interface ProofFieldProps {
  proof: ProofState;
  error?: string;
  /** Clears the error of the typed password. */
  clear: () => void;
}

/** Asks for a proof, so that another person at the user's unlocked device cannot do the action. */
export function ProofField({ proof: { way, other, take }, error, clear }: ProofFieldProps) {
  const t = useTranslations("account");
  const supported = usePasskeySupport();
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      {way === "password" ? (
        <div className="w-full">
          <PasswordField
            label={t("currentPassword")}
            name="currentPassword"
            autoComplete="current-password"
            required
            onInput={clear}
            error={error}
          />
        </div>
      ) : (
        <p className="text-sm text-muted">{supported ? t("proof.byPasskey") : t("proof.unsupported")}</p>
      )}
      {other && (
        <button
          type="button"
          className="inline-flex min-h-11 items-center text-sm font-semibold text-accent underline-offset-4 hover:underline"
          onClick={() => {
            take(other);
            clear();
          }}
        >
          {other === "passkey" ? t("proof.usePasskey") : t("proof.usePassword")}
        </button>
      )}
    </div>
  );
}
