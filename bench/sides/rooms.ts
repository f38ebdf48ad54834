import { openDatabase } from "@/db/client";
import { rooms as roomsTable, users } from "@/db/schema";
import { startCloud } from "@/dev/cloud";
import type { RoomsHostKind } from "@/dev/rooms/rooms-options";
import type { SharedEnv } from "@/lib/server/env";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { postgresMissing, redisMissing, startPostgres, startRedis } from "@/tests/harness/servers/servers";
import type { Hosted, HostOptions, Shape } from "./hosted";

const UNLIMITED = { MESSAGE_RATE: "1e6", MESSAGE_BURST: "1000000" };

/** The rooms on one host, with real Postgres and Redis where installed. The gateways are in this process. */
export async function hostRooms(kind: RoomsHostKind, { dataDir, bundle }: HostOptions): Promise<Hosted> {
  const postgres = postgresMissing() ? undefined : await startPostgres();
  const redis = redisMissing() ? undefined : await startRedis();
  const cloud = await startCloud({
    dataDir,
    rooms: kind,
    bundle,
    next: false,
    postgres: postgres?.url ?? "memory",
    redis: redis?.url ?? "embedded",
    env: UNLIMITED,
  });
  const env = cloud.env as unknown as SharedEnv;
  const db = openDatabase(env);
  const base = cloud.urls.rooms.replace("http", "ws");

  async function places({ rooms, people }: Shape) {
    const members = Array.from({ length: people }, (_, i) => ({ id: newId(), username: `p${i}` }));
    const roomIds = Array.from({ length: rooms }, () => newId());
    await db.insert(users).values(members.map((member) => ({ ...member, usernameKey: member.id })));
    const createdBy = members[0]?.id ?? "";
    await db.insert(roomsTable).values(roomIds.map((id) => ({ id, name: "bench", createdBy })));
    const placeOf = async (room: string, { id, username }: (typeof members)[number]) => {
      const grant = { userId: id, username, roomId: room, role: "member", sessionId: newId() } as const;
      const { ticket } = await signTicket(grant, env.TICKET_SECRET);
      return { room, url: `${base}/parties/main/${room}?v=1&ticket=${ticket}` };
    };
    return Promise.all(roomIds.flatMap((room) => members.map((member) => placeOf(room, member))));
  }

  return {
    places,
    counts: () => ({
      redisRequests: cloud.redis.requests(),
      redisCommands: cloud.redis.commands(),
      postgresRequests: cloud.postgres.requests(),
    }),
    async stop() {
      await cloud.stop();
      await redis?.stop();
      await postgres?.stop();
    },
  };
}
