/** Rooms in real workerd whose database and cache can be made to fail, and whose process can be killed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild, untilReady } from "../../dev/child";
import { outerEnv, root } from "../../dev/root";
import { FaultProxy } from "./fault-proxy";
import { type LiveRooms, liveRooms } from "./live";

export interface FragileRooms extends LiveRooms {
  postgres: FaultProxy;
  redis: FaultProxy;
  /** Ends the rooms' process group by SIGKILL: nobody gets to say goodbye. */
  kill(): Promise<void>;
  /** Starts the rooms again on the storage that they left; resolves when they answer. */
  revive(): Promise<void>;
}

/** The test's own queries go past the proxies. */
export async function fragileRooms(): Promise<FragileRooms> {
  const live = await liveRooms();
  await live.cloud.rooms?.stop();
  const postgres = await FaultProxy.open(live.cloud.urls.neon);
  const redis = await FaultProxy.open(live.cloud.urls.upstash);
  const storage = mkdtempSync(join(tmpdir(), "sarangbang-fragile-"));
  const variables = {
    ...live.cloud.env,
    NEON_FETCH_ENDPOINT: `${postgres.url}/sql`,
    UPSTASH_REDIS_REST_URL: redis.url,
  };
  let child: Child | undefined;
  const revive = async () => {
    child = partykit(live.cloud.urls.rooms, storage, variables);
    await untilReady(child, async () => (await fetch(live.cloud.urls.rooms, { method: "HEAD" })).status > 0, 60_000);
  };
  const kill = async () => child?.stop();
  const stop = async () => {
    await kill();
    await live.stop();
    await Promise.all([postgres.close(), redis.close()]);
    rmSync(storage, { recursive: true, force: true });
  };
  await revive();
  return { ...live, postgres, redis, kill, revive, stop };
}

function partykit(url: string, storage: string, variables: Record<string, string>): Child {
  const args = [
    join(root, "node_modules/partykit/dist/bin.mjs"),
    "dev",
    ...["--disable-request-cf-fetch", "--no-hotkeys", "--port", new URL(url).port, "--persist", storage],
    ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}=${value}`]),
  ];
  const env = { ...outerEnv(), NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1" };
  return startChild({ name: "partykit dev", command: process.execPath, args, env, cwd: root, endsOn: "SIGKILL" });
}
