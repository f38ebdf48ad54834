/** Blocks: the change in Postgres, then the calls to the direct room and the inboxes. */

import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import type { PendingCall } from "@/db/pending-calls";
import { blockUser, unblockUser } from "@/db/queries/blocks";
import { BLOCKS_MAX } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { refreshInboxes } from "./call-rooms";
import { deliver } from "./deliver";

/**
 * Blocks a user. Blocking again repeats the call to their direct room. @throws Problem invalid (a user cannot block themselves),
 * user_not_found, forbidden (BLOCKS_MAX reached).
 */
export async function block(user: User, blockedId: string): Promise<void> {
  if (blockedId === user.id) throw new Problem("invalid", [{ field: "userId", reason: "invalid" }]);
  const done = await blockUser(database(), user.id, blockedId, BLOCKS_MAX);
  if (done === "user_not_found") throw new Problem("user_not_found");
  if (done === "too_many") throw new Problem("forbidden");
  await notifyBoth(user.id, blockedId, done);
}

/** Lifts a block. Unblocking again repeats the call to the direct room. */
export async function unblock(user: User, blockedId: string): Promise<void> {
  await notifyBoth(user.id, blockedId, await unblockUser(database(), user.id, blockedId));
}

/** Refreshes the other person's pages only if the two have a direct room: otherwise the `refresh` would reveal the block. */
async function notifyBoth(userId: string, otherId: string, calls: readonly PendingCall[]): Promise<void> {
  const userIds = calls.length > 0 ? [userId, otherId] : [userId];
  await Promise.all([deliver(calls), refreshInboxes(userIds)]);
}
