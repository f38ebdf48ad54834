import type { Database } from "@/db/client";
import { type RecentWindow, recentWindow } from "@/db/queries/messages";
import type { Message } from "@/lib/protocol/room";
import { recentCache } from "@/lib/server/redis/recent";
import type { World } from "./host";

/** Owns the requests of pages, so that an eviction of the room does not cancel them. */
const OWNER = {};

/** A page's first paint, with the real code over the run's stores; undefined if the archive is unavailable. */
export async function firstPaint(world: World): Promise<RecentWindow | undefined> {
  const { archive, postgresSide, redis, redisSide, history } = world;
  try {
    const known = await postgresSide.call(OWNER, "page's room row", () => archive.head);
    const database = databaseOf((limit) => postgresSide.call(OWNER, "page's recent", () => archive.messages(limit)));
    const cache = recentCache(redis.port(redisSide, OWNER), "", "room");
    const window = await recentWindow(database, cache, "room", known);
    history.painted(window.messages, window.head, known);
    return window;
  } catch {
    return undefined;
  }
}

/** Reads the list as a page would at this moment: a list that it would accept must be right (C3). */
export async function checkList({ redis, history, archive }: World): Promise<void> {
  const { messages, asOf } = await recentCache(
    redis.client((_, effect) => Promise.resolve(effect())),
    "",
    "room",
  ).read();
  if (messages && asOf >= archive.head) history.painted(messages, asOf, archive.head);
}

/** The part of drizzle that `recentMessages` uses, for any query. */
function databaseOf(recent: (limit: number) => Promise<Message[]>): Database {
  const query = {
    select: () => query,
    from: () => query,
    innerJoin: () => query,
    where: () => query,
    orderBy: () => query,
    limit: async (limit: number) => (await recent(limit)).reverse().map(rowOf),
  };
  return query as unknown as Database;
}

function rowOf({ seq, clientId, author, body, sentAt, replyTo, notice, editedAt, deletedAt, reactions = {} }: Message) {
  const given = Object.entries(reactions).flatMap(([emoji, users]) => users.map((id) => [emoji, id]));
  return {
    ...{ seq, clientId, authorId: author.id, username: author.username, body, edited: body },
    sentAt: new Date(sentAt),
    replyTo: replyTo ?? null,
    notice: notice ?? null,
    editedAt: editedAt === undefined ? null : new Date(editedAt),
    deletedAt: deletedAt === undefined ? null : new Date(deletedAt),
    given: given.length > 0 ? given : null,
  };
}
