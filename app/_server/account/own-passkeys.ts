import { database } from "@/app/_server/services";
import { listPasskeys } from "@/db/queries/passkeys";
import type { PasskeysAnswer } from "@/lib/protocol/http/passkeys";
import type { User } from "@/lib/protocol/room";

/** The user's own passkeys, in the form of the API's response. */
export async function ownPasskeys(user: User): Promise<PasskeysAnswer> {
  const found = await listPasskeys(database(), user.id);
  const passkeys = found.map(({ id, label, device, createdAt, lastUsedAt }) => ({
    id,
    ...(label && { label }),
    device,
    createdAt: createdAt.getTime(),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.getTime() }),
  }));
  return { passkeys };
}
