import { listBlocked } from "@/db/queries/blocks";
import { BLOCKS_MAX, blocksAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { database } from "./services";

/** The properties that a live page of this user needs. */
export async function liveProps({ id, username }: User) {
  const blocked = await listBlocked(database(), id, BLOCKS_MAX);
  return {
    me: { id, username },
    host: webEnv().NEXT_PUBLIC_PARTYKIT_HOST,
    blocked: blocksAnswer.parse({ blocked }).blocked,
  };
}
