/**
 * A peer: Socket.IO with its Redis streams adapter and `pg`. It stores what a room stores: a row for each message before
 * anybody sees it, the events in a Redis stream (the adapter's, from which a returning client resumes), and the list of
 * the recent messages. It has no presence, receipts or edits.
 */
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import pg from "pg";
import { Server, type Socket } from "socket.io";
import * as z from "zod";
import { RECENT_MAX } from "@/lib/protocol/room";
import { ROOM_TTL_S } from "@/lib/server/redis/redis-keys";
import { verifyTicket } from "@/lib/server/ticket";

const { PORT, POSTGRES_URL, REDIS_URL, TICKET_SECRET } = z
  .object({ PORT: z.string(), POSTGRES_URL: z.string(), REDIS_URL: z.string(), TICKET_SECRET: z.string() })
  .parse(process.env);
const auth = z.object({ room: z.string(), ticket: z.string() });
const send = z.object({ clientId: z.uuid(), body: z.string().min(1).max(4_000) });

/** An id that was inserted before returns no row: a repeated send is stored once. */
const INSERT = `
  insert into messages (room_id, author_id, client_id, body) values ($1, $2, $3, $4)
  on conflict (room_id, author_id, client_id) do nothing
  returning seq, sent_at`;

interface Member {
  room: string;
  userId: string;
  name: string;
}

const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
const pool = new pg.Pool({ connectionString: POSTGRES_URL, max: 10 });
await pool.query(`create table messages (
  room_id uuid not null, seq bigint generated always as identity, author_id uuid not null, client_id uuid not null,
  body text not null, sent_at timestamptz not null default now(),
  primary key (room_id, seq), unique (room_id, author_id, client_id))`);

async function store({ room, userId, name }: Member, { clientId, body }: z.infer<typeof send>) {
  const [row] = (await pool.query<{ seq: string; sent_at: Date }>(INSERT, [room, userId, clientId, body])).rows;
  return row && { seq: Number(row.seq), clientId, userId, name, body, sentAt: row.sent_at.getTime() };
}

async function cache(room: string, message: object) {
  const key = `recent:${room}`;
  await redis
    .multi()
    .lpush(key, JSON.stringify(message))
    .ltrim(key, 0, RECENT_MAX - 1)
    .expire(key, ROOM_TTL_S)
    .exec();
}

async function join(socket: Socket) {
  const member = socket.data as Member;
  // Registered first: a client may send as soon as it is connected.
  socket.on("send", async (given: unknown, ack: (receipt: object) => void) => {
    const message = await store(member, send.parse(given));
    if (message) {
      io.to(member.room).emit("message", message);
      await cache(member.room, message);
    }
    ack({ seq: message?.seq });
  });
  await socket.join(member.room);
  const recent = await redis.lrange(`recent:${member.room}`, 0, RECENT_MAX - 1);
  socket.emit("welcome", { recent: recent.map((each) => JSON.parse(each)) });
}

const http = createServer((_, response) => response.end("socket.io"));
const io = new Server(http, {
  adapter: createAdapter(redis, { onlyPlaintext: true }),
  connectionStateRecovery: {},
  transports: ["websocket"],
});
io.use(async (socket, next) => {
  const { room, ticket } = auth.parse(socket.handshake.auth);
  const claims = await verifyTicket(ticket, room, TICKET_SECRET);
  if (!claims) return next(new Error("unauthorized"));
  socket.data = { room, userId: claims.sub, name: claims.name } satisfies Member;
  next();
});
io.on("connection", join);
http.listen(Number(PORT), "127.0.0.1");
