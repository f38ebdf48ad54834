import { passwordOf } from "../../db/users";
import type { Proof } from "../../lib/api";
import { passwordSchema } from "../../lib/password";
import type { User } from "../../lib/protocol";
import { readPasskey } from "./passkeys";
import { Problem } from "./respond";
import { verifyPassword } from "./scrypt";
import { database } from "./services";

/**
 * Checks a proof that the account's owner is at the keyboard, not only their unlocked device or a stolen cookie.
 * @throws Problem wrong_credentials, wrong_passkey.
 */
export async function confirm(user: User, { passkey, currentPassword }: Proof): Promise<void> {
  if (passkey) return void (await readPasskey(passkey, user.id));
  const stored = await passwordOf(database(), user.id);
  const typed = passwordSchema.safeParse(currentPassword);
  if (!stored || !typed.success || !(await verifyPassword(typed.data, stored))) throw new Problem("wrong_credentials");
}
