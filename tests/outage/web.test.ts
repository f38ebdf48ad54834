/** The web side's answers while Redis or Postgres are unavailable: every call fails in time, and none hangs. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { recentWindow } from "@/db/queries/messages";
import { webEnv } from "@/lib/server/env";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { MONITOR, startTestCloud, type TestCloud } from "@/tests/api/cloud";
import { newRoom, say } from "@/tests/api/scenes";
import { backstage, signedUp, type Visitor } from "@/tests/api/web";
import { type Fault, FaultProxy } from "@/tests/harness/servers/fault-proxy";
import { seqs, upTo } from "./shaken-room";

let cloud: TestCloud;
let postgres: FaultProxy;
let redis: FaultProxy;
let mina: Visitor;
let roomId: string;
beforeAll(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  cloud = await startTestCloud();
  postgres = await FaultProxy.open(cloud.urls.neon);
  redis = await FaultProxy.open(cloud.urls.upstash);
  Object.assign(process.env, { NEON_FETCH_ENDPOINT: `${postgres.url}/sql`, UPSTASH_REDIS_REST_URL: redis.url });
  mina = await signedUp();
  roomId = (await newRoom(mina, "사랑방")).id;
  for (const seq of upTo(3)) await say(mina, roomId, seq, `말 ${seq}`);
});
afterAll(async () => {
  await cloud?.stop();
  await Promise.all([postgres?.close(), redis?.close()]);
});

const firstPaint = () => recentWindow(backstage(), recentCache(openRedis(webEnv()), "", roomId), roomId, 3);

async function during(faults: { postgres: Fault; redis: Fault }, look: () => Promise<void>) {
  await firstPaint();
  postgres.set(faults.postgres);
  redis.set(faults.redis);
  await look().finally(() => {
    postgres.set("up");
    redis.set("up");
  });
}

it.for(["up", "refusing", "hanging", "lost"] as const)("C1 C4: Postgres up, Redis %s: pages are complete", (fault) =>
  during({ postgres: "up", redis: fault }, async () => {
    const [health, history, rooms, paint] = await Promise.all([
      mina.get("/api/health", MONITOR),
      mina.get(`/api/rooms/${roomId}/messages`),
      mina.get("/api/rooms"),
      firstPaint(),
    ]);
    expect(health.status).toBe(200);
    expect(health.json).toMatchObject({ database: { up: true }, redis: { up: fault === "up" }, rooms: { up: false } });
    expect(seqs(history.json.messages)).toEqual(upTo(3));
    expect(rooms.json.rooms).toHaveLength(1);
    expect(seqs(paint.messages)).toEqual(upTo(3));
    expect(paint.source).toBe(fault === "up" ? "redis" : "database");
  }),
);

it.for([
  ["refusing", "up"],
  ["refusing", "refusing"],
  ["hanging", "hanging"],
  ["lost", "lost"],
] as const)("C4: Postgres %s, Redis %s: every call answers 503 with a retry time", ([ofPostgres, ofRedis]) =>
  during({ postgres: ofPostgres, redis: ofRedis }, async () => {
    const [health, ...answers] = await Promise.all([
      mina.get("/api/health", MONITOR),
      mina.get(`/api/rooms/${roomId}/messages`),
      mina.get("/api/rooms"),
      mina.get("/api/me"),
      mina.post(`/api/rooms/${roomId}/ticket`),
    ]);
    expect(health.status).toBe(503);
    expect(health.json).toMatchObject({ database: { up: false }, redis: { up: ofRedis === "up" } });
    for (const { status, headers, json } of answers) {
      expect(status).toBe(503);
      expect(headers.get("retry-after")).toMatch(/^\d+$/);
      expect(json.code).toBe("unavailable");
    }
  }),
);

it("after the outage: everything is as it was", async () => {
  expect((await mina.get("/api/health", MONITOR)).json).toMatchObject({ database: { up: true }, redis: { up: true } });
  expect(seqs((await mina.get(`/api/rooms/${roomId}/messages`)).json.messages)).toEqual(upTo(3));
});
