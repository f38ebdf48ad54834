"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Answer } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { useBusy } from "@/app/_ui/hooks/use-busy";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { canKeepCookies } from "@/lib/client/browser/cookies";
import { isSignedIn } from "./is-signed-in";
import { askPasskey, submitPasskey } from "./passkeys/ceremonies";
import { usePasskeyAutofill } from "./passkeys/use-autofill";
import { usePasskeySupport } from "./passkeys/use-passkey-support";
import { COOKIES_BLOCKED } from "./use-form";

/** Signs in with a passkey, which needs no name. Browsers also offer it among the name field's suggestions. */
export function PasskeyEnter({ next }: { next: string }) {
  const t = useTranslations("entry.passkey");
  const problem = useProblemText();
  const hydrated = useHydrated();
  const supported = usePasskeySupport();
  const [busy, setBusy] = useBusy();
  const [error, setError] = useState<string>();

  async function ended(answer: Answer<unknown>) {
    const isIn = answer.ok && (await isSignedIn());
    // A full page load, since pages that the router prefetched were rendered without a user.
    if (isIn) return window.location.assign(next);
    setBusy(false);
    setError(problem(answer.ok ? COOKIES_BLOCKED : answer));
  }
  usePasskeyAutofill(hydrated && supported && !busy, ended);

  async function enter() {
    if (!canKeepCookies()) return setError(problem(COOKIES_BLOCKED));
    setBusy(true);
    setError(undefined);
    await ended(await submitPasskey("/api/passkeys/enter", await askPasskey("/api/passkeys/enter/options")));
  }

  if (!supported) return <p className="mb-4 text-sm text-muted">{t("unsupported")}</p>;
  return (
    <div className="mb-5">
      <FormError>{error}</FormError>
      <Button busy={busy} disabled={!hydrated} className="w-full" onClick={enter}>
        {!busy && <KeyRound className="size-4" aria-hidden="true" />}
        {busy ? t("entering") : t("enter")}
      </Button>
      <p className="mt-3 flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("or")}
      </p>
    </div>
  );
}
