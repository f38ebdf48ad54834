import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Service, service, startChild, untilReady } from "@/dev/process/child";
import { freePort } from "@/dev/process/free-port";
import { BUNDLE_CONFIG, bundleConfig } from "@/dev/rooms/bundle-config";
import { partykitRooms } from "@/dev/rooms/partykit-rooms";
import { workerRooms } from "@/dev/rooms/worker-rooms";
import { wranglerConfig } from "@/dev/rooms/wrangler-config";
import { root } from "@/dev/root";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { startPostgres, startRedis } from "@/tests/harness/servers/servers";
import type { Hosted, HostOptions, Shape } from "./hosted";

const PEERS = join(import.meta.dirname, "../peers");
const READY_WITHIN_MS = 30_000;

/** Rooms of a bare broadcast, which need not be made: the address names the room. */
function bareRooms(port: number, stop: () => Promise<void>): Hosted {
  const places = async ({ rooms, people }: Shape) =>
    Array.from({ length: rooms }, () => newId()).flatMap((room) =>
      Array.from({ length: people }, () => ({ room, url: `ws://127.0.0.1:${port}/parties/main/${room}` })),
    );
  return { places, stop };
}

/** A bare broadcast on the rooms' workerd. */
export async function hostBareWorker({ dataDir }: HostOptions): Promise<Hosted> {
  const port = await freePort();
  const folder = join(dataDir, "bare");
  mkdirSync(folder);
  const module = "bare-worker.mjs";
  copyFileSync(join(PEERS, module), join(folder, module));
  const objects = { bindings: [{ name: "Main", class_name: "Bare" }] };
  const config = bundleConfig(module, [], { ...wranglerConfig(), durable_objects: objects });
  writeFileSync(join(folder, BUNDLE_CONFIG), config);
  const bare = workerRooms(folder, { port, storage: join(dataDir, "storage"), variables: {} });
  await bare.start();
  return bareRooms(port, bare.stop);
}

/** A bare broadcast on `partykit dev`. */
export async function hostBarePartyKit({ dataDir }: HostOptions): Promise<Hosted> {
  const port = await freePort();
  const bare = partykitRooms({ port, storage: join(dataDir, "storage"), variables: {} }, PEERS);
  await bare.start();
  return bareRooms(port, bare.stop);
}

/** A peer that is a Node.js server. */
function nodeServer(script: string, port: number, env: Record<string, string>): Service {
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`)).ok;
  const args = ["--import", "tsx", join(PEERS, script)];
  return service(
    () =>
      startChild({
        name: script,
        command: process.execPath,
        args,
        cwd: root,
        env: { ...process.env, ...env, PORT: `${port}` },
      }),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}

export async function hostWs(): Promise<Hosted> {
  const port = await freePort();
  const server = nodeServer("ws.ts", port, {});
  await server.start();
  return bareRooms(port, server.stop);
}

/** @throws without installed PostgreSQL and Redis */
export async function hostSocketIo(): Promise<Hosted> {
  const port = await freePort();
  const [postgres, redis] = [await startPostgres(), await startRedis()];
  const secret = randomBytes(32).toString("hex");
  const env = { POSTGRES_URL: postgres.url, REDIS_URL: redis.url, TICKET_SECRET: secret };
  const server = nodeServer("socket-io.ts", port, env);
  await server.start();
  const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;

  async function places({ rooms, people }: Shape) {
    const placeOf = async (room: string, username: string) => {
      const grant = { userId: newId(), username, roomId: room, role: "member", sessionId: newId() } as const;
      return { room, url, auth: { room, ticket: (await signTicket(grant, secret)).ticket } };
    };
    const names = Array.from({ length: people }, (_, i) => `p${i}`);
    const roomIds = Array.from({ length: rooms }, () => newId());
    return Promise.all(roomIds.flatMap((room) => names.map((name) => placeOf(room, name))));
  }

  return {
    places,
    async stop() {
      await server.stop();
      await redis.stop();
      await postgres.stop();
    },
  };
}
