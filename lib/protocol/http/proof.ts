/** The proof that the account's owner is at the keyboard, which some calls need beside a session. */
import "@/lib/protocol/no-eval";
import * as z from "zod";
import { passkeyProof } from "@/lib/protocol/webauthn";
import { boundedString } from "@/lib/text/bounded-text";
import { PASSWORD_MAX_CHARS } from "@/lib/text/password";

/** A password, or a passkey's answer. Lenient: within its bounds, text that cannot be a password counts as a wrong one. */
export const proof = z.object({
  currentPassword: boundedString(PASSWORD_MAX_CHARS).optional(),
  passkey: passkeyProof.optional(),
});
export type Proof = z.infer<typeof proof>;

/** A body with these fields and a proof. */
export const proven = <S extends z.ZodRawShape>(shape: S) =>
  z.object({ ...proof.shape, ...shape }).refine(isProven, unproven);
export const isProven = (body: object) => {
  const { currentPassword, passkey } = body as Proof;
  return currentPassword !== undefined || passkey !== undefined;
};

export const unproven = { path: ["currentPassword"], params: { reason: "missing" } };
