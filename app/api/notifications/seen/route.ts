import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { refreshInboxes } from "@/app/_server/rooms/call-rooms";
import { database } from "@/app/_server/services";
import { markSeen } from "@/db/notifications/list";
import { seenBody } from "@/lib/protocol/http/notifications";

export const runtime = "edge";

/** Marks the notifications that a page has shown. */
export const POST = handle({ session: true, body: seenBody, limit: "change" }, async ({ user, body }) => {
  // Makes the user's other devices show the new count.
  if (await markSeen(database(), user.id, body)) await refreshInboxes([user.id]);
  return noContent();
});
