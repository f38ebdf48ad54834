/**
 * Signs and verifies tokens. Each names the key that signed it, so that a secret can be rotated without signing anybody
 * out.
 */
import {
  type JWTHeaderParameters,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
  type SignJWT,
} from "jose";
import { sha256, toHex } from "@/lib/shared/bytes";

/**
 * An HS256 token in its canonical spelling. Decoders drop the last two bits of a signature's last letter, so otherwise
 * three more spellings would be accepted for the same token.
 */
const HS256_JWT = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;

const KID_BYTES = 6;
const encode = (text: string) => new TextEncoder().encode(text);
const names = new Map<string, string>();

/** A key's id: a digest of the secret, too short to help in finding the secret. */
export async function kidOf(secret: string): Promise<string> {
  const known = names.get(secret);
  if (known) return known;
  const name = toHex((await sha256(`kid:${secret}`)).subarray(0, KID_BYTES));
  names.set(secret, name);
  return name;
}

/** The token in its compact form, signed with HS256 under the key's name. */
export async function sign(token: SignJWT, secret: string): Promise<string> {
  return token.setProtectedHeader({ alg: "HS256", kid: await kidOf(secret) }).sign(encode(secret));
}

/** The secret that signs, and the previous one, which is still accepted. */
export interface SigningSecrets {
  secret: string;
  previous?: string | undefined;
}

/**
 * Returns the token's content if one of the secrets signed it and it satisfies the rules. Undefined: malformed, forged,
 * expired, or not in its canonical spelling.
 */
export async function verifySigned(
  token: string | undefined,
  secrets: SigningSecrets,
  rules: Omit<JWTVerifyOptions, "algorithms">,
): Promise<JWTVerifyResult | undefined> {
  if (!token || !HS256_JWT.test(token)) return undefined;
  return jwtVerify(token, keyOf(secrets), { ...rules, algorithms: ["HS256"] }).catch(() => undefined);
}

/**
 * The key that a token names. A token without a name is from before keys had names, and was signed with the current
 * secret. @throws if it names another key
 */
function keyOf({ secret, previous }: SigningSecrets): JWTVerifyGetKey {
  return async ({ kid }: JWTHeaderParameters) => {
    if (kid === undefined || kid === (await kidOf(secret))) return encode(secret);
    if (previous !== undefined && kid === (await kidOf(previous))) return encode(previous);
    throw new Error("the token names an unknown key");
  };
}
