import { handle } from "@/app/_server/http/handle";
import { noContent, Problem } from "@/app/_server/http/respond";
import { refreshInboxes } from "@/app/_server/rooms/call-rooms";
import { database } from "@/app/_server/services";
import { removeSaved, saveMessage } from "@/db/pins/saved";
import { messageParams } from "@/lib/protocol/http/pins";

export const runtime = "edge";

const options = { session: true, params: messageParams, limit: "change" } as const;

export const PUT = handle(options, async ({ user, params: { roomId, seq } }) => {
  const outcome = await saveMessage(database(), user.id, roomId, seq);
  if (outcome === "not_found") throw new Problem("not_found");
  if (outcome === "full") throw new Problem("limit_reached");
  // Makes the user's other devices show the change.
  if (outcome === "saved") await refreshInboxes([user.id]);
  return noContent();
});

/** Answers the same whatever was saved, so that it reveals nothing about a room (D2). */
export const DELETE = handle(options, async ({ user, params: { roomId, seq } }) => {
  if (await removeSaved(database(), user.id, roomId, seq)) await refreshInboxes([user.id]);
  return noContent();
});
