import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { passwordOf } from "@/db/queries/users";
import type { Proof } from "@/lib/protocol/http/proof";
import type { User } from "@/lib/protocol/room";
import { passwordSchema } from "@/lib/text/schemas";
import { verifyPasskey } from "./passkeys";
import { verifyPassword } from "./scrypt";

/**
 * Checks a proof that the account's owner makes the request, not somebody with their unlocked device or a stolen
 * cookie.
 * @throws Problem wrong_credentials, wrong_passkey.
 */
export async function reauthenticate(user: User, { passkey, currentPassword }: Proof): Promise<void> {
  if (passkey) return void (await verifyPasskey(passkey, user.id));
  const stored = await passwordOf(database(), user.id);
  const typed = passwordSchema.safeParse(currentPassword);
  if (!stored || !typed.success || !(await verifyPassword(typed.data, stored))) throw new Problem("wrong_credentials");
}
