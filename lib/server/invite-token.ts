import { base64url } from "jose";
import * as z from "zod";
import { sha256, toHex } from "@/lib/shared/bytes";

const TOKEN_BYTES = 32;

/** The token of an invite link. The link alone authorizes a user to join the room. */
export const inviteTokenSchema = z.string().regex(/^[\w-]{43}$/);

/** A new token, base64url. */
export function newInviteToken(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** The stored form of a token: 256 random bits need no salt and no slow hash. */
export async function hashInviteToken(token: string): Promise<string> {
  return toHex(await sha256(token));
}
