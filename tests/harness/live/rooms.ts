/** Rooms in real workerd on the local cloud, and users who connect over real sockets. */
import WebSocket from "ws";
import { type Database, openDatabase } from "@/db/client";
import { type Cloud, startCloud } from "@/dev/cloud";
import type { Service } from "@/dev/process/child";
import { freePort } from "@/dev/process/free-port";
import { startRooms } from "@/dev/rooms/rooms";
import type { RoomsHost } from "@/dev/rooms/rooms-options";
import type { SharedEnv } from "@/lib/server/env";
import { askRoom } from "@/scripts/room/ask";
import { RoomPeer } from "@/tests/harness/peers/room-peer";
import { overWebSocket } from "@/tests/harness/peers/web-socket";
import { testBackends } from "@/tests/harness/servers/servers";
import { shared, temporaryFolder } from "@/tests/harness/servers/shared";
import { roomsHost, roomsOptions } from "./rooms-host";
import { type Scene, sceneOn } from "./scene";

export interface LiveRooms extends Scene {
  cloud: Cloud;
  env: SharedEnv;
  db: Database;
  stop(): Promise<void>;
}

const FREELY = { MESSAGE_RATE: "1e6", MESSAGE_BURST: "1000000" };

const sharedCloud = shared(async () => {
  const { options } = await testBackends();
  const dataDir = temporaryFolder("sarangbang-live-");
  return startCloud({ ...options, ...(await roomsOptions()), dataDir, next: false, env: FREELY });
});

/** The rooms that all files of a test worker share; with `env`, new rooms on the same cloud, which the caller must stop. */
export async function liveRooms(env?: Record<string, string>): Promise<LiveRooms> {
  const cloud = await sharedCloud();
  if (!env) return at(cloud, async () => {});
  return besides(cloud, env);
}

interface Besides {
  /** The signal that stops them, if not the default. */
  endsOn?: NodeJS.Signals;
  /** Default: the host that TEST_ROOMS names. */
  host?: RoomsHost;
  /** Default: a folder of their own. */
  dataDir?: string;
}

/** Starts rooms with these variables, in addition to a cloud's own rooms. */
export async function besides(
  cloud: Cloud,
  env: Record<string, string>,
  { endsOn, host, dataDir = temporaryFolder("sarangbang-rooms-") }: Besides = {},
): Promise<LiveRooms & { own: Service }> {
  const port = await freePort();
  const own = startRooms(host ?? (await roomsHost()), { port, dataDir, variables: { ...cloud.env, ...env }, endsOn });
  await own.start();
  const there = { ...cloud, rooms: own, urls: { ...cloud.urls, rooms: `http://localhost:${port}` } };
  return { ...at(there, () => own.stop()), own };
}

/** Users, rooms and connections on this cloud, which its owner stops. */
export function sceneIn(cloud: Cloud): Scene {
  return at(cloud, async () => {});
}

function at(cloud: Cloud, stop: () => Promise<void>): LiveRooms {
  const env = cloud.env as unknown as SharedEnv;
  const db = openDatabase(env);
  const scene = sceneOn(db, env.TICKET_SECRET, (roomId, query, headers) => {
    const url = `${cloud.urls.rooms.replace("http", "ws")}/parties/main/${roomId}?${new URLSearchParams(query)}`;
    return new RoomPeer(overWebSocket(new WebSocket(url, { headers })));
  });
  return { ...scene, cloud, env, db, stop };
}

/** Waits until the database has the room's whole log, and the room's storage has recorded that. */
export async function drained({ cloud, env }: LiveRooms, roomId: string): Promise<void> {
  const rooms = { ...env, NEXT_PUBLIC_PARTYKIT_HOST: "", ROOMS_INTERNAL_URL: cloud.urls.rooms };
  await eventually(async () => (await askRoom(rooms, roomId)).outbox === 0, "the room's log to be drained");
}

/** Polls until a condition outside the sockets is true. */
export async function eventually(isTrue: () => Promise<boolean>, what: string, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
