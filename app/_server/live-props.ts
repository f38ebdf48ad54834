import { listBlocked } from "../../db/blocks";
import { BLOCKS_MAX, blocksAnswer } from "../../lib/api";
import { webEnv } from "../../lib/env";
import type { User } from "../../lib/protocol";
import { database } from "./services";

/** What a page of this user needs to be live. */
export async function liveProps({ id, username }: User) {
  const blocked = await listBlocked(database(), id, BLOCKS_MAX);
  return {
    me: { id, username },
    host: webEnv().NEXT_PUBLIC_PARTYKIT_HOST,
    blocked: blocksAnswer.parse({ blocked }).blocked,
  };
}
