import { openDatabase } from "@/db/client";
import { failureLine, violatesForeignKey } from "@/db/errors";
import { settleCalls } from "@/db/pending-calls";
import { appendEvents, skipTo } from "@/db/queries/append";
import {
  archiveHead,
  eventsAfter,
  findArchivedMessage,
  findReceipt,
  NoSuchRoom,
  recentMessages,
} from "@/db/queries/messages";
import { sessionExpiries } from "@/db/queries/sessions";
import { visibleRooms } from "@/db/queries/visibility";
import type { RoomEnv } from "@/lib/server/env";
import { verifyFileToken } from "@/lib/server/file-token";
import { log } from "@/lib/server/logger";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import type { InboxPorts } from "@/party/inbox/inbox";
import { type Archive, type Clock, type Ports, RoomGone } from "@/party/ports";

/**
 * Storage takes some milliseconds to confirm a write of any size. In a burst, messages that arrive within this time
 * after a write share the next one.
 */
const WRITE_GAP_MS = 5;

function orGone(error: unknown): never {
  const isGone = error instanceof NoSuchRoom || violatesForeignKey(error, "messages_room_id_rooms_id_fk");
  throw isGone ? new RoomGone("the archive has no such room") : error;
}

/** The archive of one room, in Postgres. */
function archiveOf(env: RoomEnv, roomId: string): Archive {
  const db = openDatabase(env);
  return {
    head: () => archiveHead(db, roomId).catch(orGone),
    append: (entries, reads) => appendEvents(db, roomId, entries, reads).catch(orGone),
    skipTo: (seq) => skipTo(db, roomId, seq),
    recent: (limit) => recentMessages(db, roomId, limit),
    after: (seq, limit) => eventsAfter(db, roomId, seq, limit),
    findReceipt: (userId, clientId) => findReceipt(db, roomId, userId, clientId),
    message: (seq) => findArchivedMessage(db, roomId, seq),
    settle: (commandIds) => settleCalls(db, commandIds),
    sessions: (ids) => sessionExpiries(db, ids),
  };
}

const clock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Logs failures of one room or inbox. */
export function warnOf(place: { room: string } | { inbox: string }): Ports["warn"] {
  return (what, error) => log(what, error === undefined ? undefined : failureLine(error), place);
}

/** The ports of an inbox. */
export function inboxServicesFor(
  env: RoomEnv,
  userId: string,
): Pick<InboxPorts, "mayKnow" | "sessions" | "clock" | "warn"> {
  const db = openDatabase(env);
  return {
    mayKnow: (roomIds, isMineToo) => visibleRooms(db, userId, roomIds, isMineToo),
    sessions: (ids) => sessionExpiries(db, ids),
    clock,
    warn: warnOf({ inbox: userId }),
  };
}

/** The ports and limits of a room. */
export function servicesFor(env: RoomEnv, roomId: string): Omit<Ports, "sockets" | "store" | "inboxes"> {
  const secrets = { secret: env.TICKET_SECRET, previous: env.TICKET_SECRET_PREVIOUS };
  return {
    archive: archiveOf(env, roomId),
    verifyFile: (token, userId) => verifyFileToken(token, { roomId, userId }, secrets),
    cache: recentCache(openRedis(env), env.KEY_PREFIX, roomId),
    clock,
    writeGapMs: WRITE_GAP_MS,
    limits: { rate: env.MESSAGE_RATE, burst: env.MESSAGE_BURST },
    socketsMax: env.ROOM_SOCKETS_MAX,
    warn: warnOf({ room: roomId }),
  };
}
