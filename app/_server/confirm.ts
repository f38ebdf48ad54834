import { passwordOf } from "../../db/users";
import { passwordSchema } from "../../lib/password";
import type { User } from "../../lib/protocol";
import { Problem } from "./respond";
import { verifyPassword } from "./scrypt";
import { database } from "./services";

/**
 * That the owner of the account is at the keyboard, not only their unlocked device.
 * @throws Problem wrong_credentials.
 */
export async function confirm(user: User, password: string): Promise<void> {
  const stored = await passwordOf(database(), user.id);
  const typed = passwordSchema.safeParse(password);
  if (!stored || !typed.success || !(await verifyPassword(typed.data, stored))) throw new Problem("wrong_credentials");
}
