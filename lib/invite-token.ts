import { z } from "zod";

const TOKEN_BYTES = 32;

/** What makes a link to join a room; in a link it is all that there is to know. */
export const inviteTokenSchema = z.string().regex(/^[\w-]{43}$/);

/** A new token, base64url. */
export function newInviteToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** What the database keeps: 256 random bits need no salt and no slow hash. */
export async function hashInviteToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
