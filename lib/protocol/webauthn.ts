/**
 * The answers of a browser's `navigator.credentials`, as JSON: their form is checked here, their signatures by the
 * server.
 */
import * as z from "zod";

/** Enough for an attestation, the largest value. A whole body has at most 16 KiB. */
const BASE64URL_MAX = 12_000;
const base64url = z
  .string()
  .max(BASE64URL_MAX, { abort: true })
  .regex(/^[\w-]+$/);
/** A passkey's id: at most 1,023 bytes (WebAuthn, section 4). */
export const passkeyId = z
  .string()
  .max(1_364, { abort: true })
  .regex(/^[\w-]+$/);
const credential = {
  id: passkeyId,
  rawId: passkeyId,
  type: z.literal("public-key"),
  // No extension is requested.
  clientExtensionResults: z.unknown().transform(() => ({})),
};

export const newPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
});
export type NewPasskey = z.infer<typeof newPasskey>;

export const passkeyProof = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish().transform((handle) => handle ?? undefined),
  }),
});
export type PasskeyProof = z.infer<typeof passkeyProof>;

const asked = { challenge: base64url, timeout: z.number().optional() };
const known = z.array(z.object({ id: base64url, type: z.string() })).optional();
const wish = z.string().optional();

/** The options of navigator.credentials.create. */
export const newPasskeyOptions = z.object({
  ...asked,
  rp: z.object({ name: z.string(), id: z.string().optional() }),
  user: z.object({ id: base64url, name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.number().int(), type: z.string() })),
  excludeCredentials: known,
  attestation: z.string().optional(),
  authenticatorSelection: z
    .object({ residentKey: wish, requireResidentKey: z.boolean().optional(), userVerification: wish })
    .optional(),
});

/** The options of navigator.credentials.get. */
export const passkeyOptions = z.object({
  ...asked,
  rpId: z.string().optional(),
  allowCredentials: known,
  userVerification: wish,
});

const clientData = z.object({ challenge: base64url });

/** The challenge in a browser's answer, or undefined if the answer is malformed. */
export function challengeIn({ response }: NewPasskey | PasskeyProof): string | undefined {
  try {
    const text = atob(response.clientDataJSON.replaceAll("-", "+").replaceAll("_", "/"));
    return clientData.parse(JSON.parse(text)).challenge;
  } catch {
    return undefined;
  }
}
