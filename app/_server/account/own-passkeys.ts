import { database } from "@/app/_server/services";
import { listPasskeys } from "@/db/queries/passkeys";
import type { PasskeysAnswer } from "@/lib/protocol/http/passkeys";
import type { User } from "@/lib/protocol/room";

/** A user's own passkeys, as the API answers them. */
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
