import type * as z from "zod";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { accessTo } from "@/app/_server/rooms/access";
import { join } from "@/app/_server/rooms/membership";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { bestMembers, calledMembers, findMember, listMembers } from "@/db/queries/members";
import { memberAnswer, membersAnswer, membersQuery } from "@/lib/protocol/http/members";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, query: membersQuery, limit: "read" },
  async ({ user, params: { roomId }, query }) => {
    await accessTo(user, roomId);
    return respond(membersAnswer, await answerTo(roomId, query));
  },
);

async function answerTo(roomId: string, query: z.infer<typeof membersQuery>) {
  const { mentionedIn, order } = query;
  if (mentionedIn !== undefined) return { members: await calledMembers(database(), roomId, [mentionedIn]) };
  if (order === "match") return { members: await bestMembers(database(), roomId, query.query, query.limit) };
  return listMembers(database(), roomId, query);
}

/** Joins a public room or one with an invite for the user, or accepts a request. */
export const POST = handle(
  { session: true, params: roomParams, limit: "change" },
  async ({ user, params: { roomId } }) => {
    const isNew = await join(user, roomId);
    const member = await findMember(database(), roomId, user.id);
    if (!member) throw new Problem("not_found");
    return respond(memberAnswer, { member }, { status: isNew ? 201 : 200 });
  },
);
