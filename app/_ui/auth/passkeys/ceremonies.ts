/** Passkeys in the browser: the server's question, the browser's own dialog, and the answer to hand back. */
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

/** What a browser's refusal is called here; any other is a `passkey_failed`. */
const CODES: Record<string, string> = {
  // Closed by its owner, or left alone for too long: browsers do not tell which.
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

/** Makes a passkey; `ask` asks the server what for. */
export async function makePasskey(
  ask: () => Promise<Answer<NewPasskeyOptionsAnswer>>,
): Promise<Answer<RegistrationResponseJSON>> {
  const asked = await ask();
  if (!asked.ok) return asked;
  // The server's library wrote it; our schema only does not repeat its lists of words.
  const optionsJSON = asked.data.options as PublicKeyCredentialCreationOptionsJSON;
  return settled(startRegistration({ optionsJSON }));
}

/**
 * Asks `path` what to sign, and lets a passkey sign it. With `quiet` it waits among the name field's suggestions, without a
 * dialog, and never begins once that has been aborted: a browser holds one ceremony at a time, and the newest wins.
 */
export async function askPasskey(path: string, quiet?: AbortSignal): Promise<Answer<AuthenticationResponseJSON>> {
  const asked = await callApi<PasskeyOptionsAnswer>(path, { method: "POST" });
  if (!asked.ok) return asked;
  if (quiet?.aborted) return { ok: false, status: 0, code: "passkey_cancelled" };
  const optionsJSON = asked.data.options as PublicKeyCredentialRequestOptionsJSON;
  return settled(startAuthentication({ optionsJSON, useBrowserAutofill: quiet !== undefined }));
}

/** Hands a passkey's answer, once there is one, to `path`, with what else belongs to it. */
export async function submitPasskey<T>(
  path: string,
  passkey: Answer<unknown>,
  rest: object = {},
  method: ApiCall["method"] = "POST",
): Promise<Answer<T>> {
  return passkey.ok ? callApi<T>(path, { method, body: { ...rest, passkey: passkey.data } }) : passkey;
}
