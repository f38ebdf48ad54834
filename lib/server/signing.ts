/** Signing tokens so that the secret can be changed while people are in: each token names the key that signed it. */
import type { JWTHeaderParameters, JWTVerifyGetKey, SignJWT } from "jose";
import { sha256, toHex } from "@/lib/shared/bytes";

const KID_BYTES = 6;
const encode = (text: string) => new TextEncoder().encode(text);
const names = new Map<string, string>();

/** A key's name: tells keys apart and says nothing that would help to find the secret. */
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

/**
 * For jose's `jwtVerify`: the key that a token names, of the present secret and the one before. A token without a name,
 * from before keys had one, is the present secret's. @throws where it names another.
 */
export function eitherKey(secret: string, previous?: string): JWTVerifyGetKey {
  return async ({ kid }: JWTHeaderParameters) => {
    if (kid === undefined || kid === (await kidOf(secret))) return encode(secret);
    if (previous !== undefined && kid === (await kidOf(previous))) return encode(previous);
    throw new Error("the token names no key of ours");
  };
}
