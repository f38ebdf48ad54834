/** Accounts: signing up and in, recovery, settings, own sessions. */
import * as z from "zod";
import { user } from "@/lib/protocol/room";
import { boundedString } from "@/lib/text/bounded-text";
import { USERNAME_MAX_CHARS } from "@/lib/text/names";
import { PASSWORD_MAX_CHARS } from "@/lib/text/password";
import { CODE_MAX_CHARS } from "@/lib/text/recovery-code";
import { newUsernameSchema, passwordSchema } from "@/lib/text/schemas";
import { proven } from "./proof";

/** Length of an invite link's token (lib/server/invite-token.ts). */
const INVITE_TOKEN_CHARS = 43;
/** An invite link's token, for servers on which signing up needs one. Lenient: text that cannot be a token counts as an unknown token. */
const inviteToken = boundedString(INVITE_TOKEN_CHARS).optional();
export const signupBody = z.object({ username: newUsernameSchema, password: passwordSchema, inviteToken });
/** Lenient: within these bounds, text that cannot be a name or password counts as an unknown one. */
export const enterBody = z.object({
  username: boundedString(USERNAME_MAX_CHARS),
  password: boundedString(PASSWORD_MAX_CHARS),
});

/** Lenient about the account and its code, strict about the new password. */
export const recoverBody = z.object({
  username: boundedString(USERNAME_MAX_CHARS),
  recoveryCode: boundedString(CODE_MAX_CHARS),
  password: passwordSchema,
});

export const newNameBody = signupBody.pick({ username: true, inviteToken: true });
export const confirmBody = proven({});
export const changePasswordBody = proven({ password: passwordSchema });
export const deleteAccountBody = proven({ username: boundedString(USERNAME_MAX_CHARS) });
export const settingsBody = z.object({ receipts: z.boolean() });

export const userAnswer = z.object({ user });
/** The only answer besides `recoveryCodeAnswer` that has a recovery code. */
export const signupAnswer = z.object({ user, recoveryCode: z.string() });
export type SignupAnswer = z.infer<typeof signupAnswer>;

export const recoveryCodeAnswer = signupAnswer.pick({ recoveryCode: true });
export type RecoveryCodeAnswer = z.infer<typeof recoveryCodeAnswer>;

const device = z.object({
  id: z.string(),
  /** Families of browser and system, such as `Chrome, Android`; may be empty. */
  device: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number().int(),
  lastSeenAt: z.number().int(),
  current: z.boolean(),
});
export type Device = z.infer<typeof device>;

export const devicesAnswer = z.object({ sessions: z.array(device) });
export type DevicesAnswer = z.infer<typeof devicesAnswer>;

export const existsAnswer = z.object({ exists: z.boolean() });
export type ExistsAnswer = z.infer<typeof existsAnswer>;

export const settingsAnswer = z.object({ receipts: z.boolean() });
export type SettingsAnswer = z.infer<typeof settingsAnswer>;
