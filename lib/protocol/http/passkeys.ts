/** Passkeys: signing up, entering and confirming with one; the account's own. */
import "@/lib/protocol/no-eval";
import * as z from "zod";
import { PASSKEY_LABEL_MAX_CHARS } from "@/lib/protocol/limits";
import { newPasskey, newPasskeyOptions, passkeyOptions, passkeyProof } from "@/lib/protocol/webauthn";
import { roomNameSchema } from "@/lib/text/schemas";
import { countCharacters } from "@/lib/text/text";

export const newPasskeyBody = z.object({ passkey: newPasskey });
export const passkeyBody = z.object({ passkey: passkeyProof });
/** Empty: no label. */
export const passkeyLabelBody = z.object({
  label: z.union([z.literal(""), roomNameSchema]).refine((text) => countCharacters(text) <= PASSKEY_LABEL_MAX_CHARS, {
    params: { reason: "too_long" },
  }),
});

export const newPasskeyOptionsAnswer = z.object({ options: newPasskeyOptions });
export type NewPasskeyOptionsAnswer = z.infer<typeof newPasskeyOptionsAnswer>;

export const passkeyOptionsAnswer = z.object({ options: passkeyOptions });
export type PasskeyOptionsAnswer = z.infer<typeof passkeyOptionsAnswer>;

const passkey = z.object({
  id: z.string(),
  /** The owner's own name for it. */
  label: z.string().optional(),
  /** Families of browser and system that it was made on. */
  device: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number().int(),
  lastUsedAt: z.number().int().optional(),
});
export type Passkey = z.infer<typeof passkey>;

/** `hasPassword`: only in the answer to GET. */
export const passkeysAnswer = z.object({ passkeys: z.array(passkey), hasPassword: z.boolean().optional() });
export type PasskeysAnswer = z.infer<typeof passkeysAnswer>;
