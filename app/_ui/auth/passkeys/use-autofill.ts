import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from "@simplewebauthn/browser";
import { useEffect, useEffectEvent } from "react";
import type { Answer } from "@/app/_ui/api/call-api";
import { askPasskey, submitPasskey } from "./ceremonies";

/** A new challenge is requested before the old one expires on the server, which is after five minutes. */
const FRESH_MS = 4 * 60_000;

/**
 * Offers passkeys among the suggestions of the page's `webauthn` field, if the browser supports that. `enabled`: no other
 * passkey ceremony is running. `entered` is called with the result once the user has chosen a passkey.
 */
export function usePasskeyAutofill(enabled: boolean, entered: (answer: Answer<unknown>) => unknown): void {
  const tell = useEffectEvent(entered);
  useEffect(() => {
    if (!enabled) return;
    let offered: AbortController | undefined;
    let askedAt = 0;
    async function offer() {
      offered?.abort();
      offered = new AbortController();
      const { signal } = offered;
      askedAt = Date.now();
      const passkey = await askPasskey("/api/passkeys/enter/options", signal);
      // Cancelled, replaced, limited or offline: the user has not asked for anything yet, so no error is shown.
      if (!passkey.ok || signal.aborted) return;
      askedAt = 0;
      tell(await submitPasskey("/api/passkeys/enter", passkey));
    }
    const refresh = () => offered && Date.now() - askedAt > FRESH_MS && offer();
    const left = new AbortController();
    browserSupportsWebAuthnAutofill().then((can) => {
      if (can && !left.signal.aborted) offer();
    });
    document.addEventListener("focusin", refresh, left);
    return () => {
      left.abort();
      offered?.abort();
      WebAuthnAbortService.cancelCeremony();
    };
  }, [enabled]);
}
