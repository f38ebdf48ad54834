/** Passkeys in the browser: the server's options, the browser's dialog, and the answer for the server. */
import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { type Answer, type ApiCall, type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import type { NewPasskeyOptionsAnswer, PasskeyOptionsAnswer } from "@/lib/protocol/http/passkeys";

/** Our codes for errors of the browser; any other error is `passkey_failed`. */
const CODES: Record<string, string> = {
  // The user closed the dialog or did not answer in time: browsers do not say which.
  NotAllowedError: "passkey_cancelled",
  AbortError: "passkey_cancelled",
  InvalidStateError: "passkey_known",
  ConstraintError: "passkey_unsupported",
  NotSupportedError: "passkey_unsupported",
};

function failure(error: unknown): ApiFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const name = cause instanceof Error ? cause.name : "";
  return { ok: false, status: 0, code: CODES[name] ?? "passkey_failed" };
}

const settled = <T>(ceremony: Promise<T>): Promise<Answer<T>> =>
  ceremony.then((data) => ({ ok: true as const, data }), failure);

/** Creates a passkey with the options that `ask` gets from the server. */
export async function makePasskey(
  ask: () => Promise<Answer<NewPasskeyOptionsAnswer>>,
): Promise<Answer<RegistrationResponseJSON>> {
  const asked = await ask();
  if (!asked.ok) return asked;
  // A cast, since our schema does not repeat all enums of the options, which the server's library made.
  const optionsJSON = asked.data.options as PublicKeyCredentialCreationOptionsJSON;
  return settled(startRegistration({ optionsJSON }));
}

/**
 * Gets options from `path` and lets a passkey sign the challenge. With `quiet`, the browser opens no dialog but offers passkeys
 * among the name field's suggestions. If `quiet` is aborted in time, nothing begins: a browser runs one passkey ceremony at a
 * time, and a new one cancels the running one.
 */
export async function askPasskey(path: string, quiet?: AbortSignal): Promise<Answer<AuthenticationResponseJSON>> {
  const asked = await callApi<PasskeyOptionsAnswer>(path, { method: "POST" });
  if (!asked.ok) return asked;
  if (quiet?.aborted) return { ok: false, status: 0, code: "passkey_cancelled" };
  const optionsJSON = asked.data.options as PublicKeyCredentialRequestOptionsJSON;
  return settled(startAuthentication({ optionsJSON, useBrowserAutofill: quiet !== undefined }));
}

/** Sends a passkey's answer to `path`, together with `rest`. Sends nothing if the passkey gave no answer. */
export async function submitPasskey<T>(
  path: string,
  passkey: Answer<unknown>,
  rest: object = {},
  method: ApiCall["method"] = "POST",
): Promise<Answer<T>> {
  return passkey.ok
    ? callApi<T>(path, { method, body: { ...rest, passkey: passkey.data } })
    : { ...passkey, isUnsent: true };
}
