/** Rooms in real workerd whose database and cache can be made to fail, and whose process can be killed. */
import { FaultProxy } from "@/tests/harness/servers/fault-proxy";
import { besides, type LiveRooms, liveRooms } from "./rooms";

export interface FragileRooms extends LiveRooms {
  postgres: FaultProxy;
  redis: FaultProxy;
  /** Ends the rooms' process group by SIGKILL, without a shutdown. */
  kill(): Promise<void>;
  /** Starts the rooms again on their storage; resolves when they respond. */
  revive(): Promise<void>;
}

/** Starts such rooms on the shared cloud, in addition to its own rooms. The test's own queries bypass the proxies. */
export async function fragileRooms(): Promise<FragileRooms> {
  const { cloud } = await liveRooms();
  const postgres = await FaultProxy.open(cloud.urls.neon);
  const redis = await FaultProxy.open(cloud.urls.upstash);
  const env = { NEON_FETCH_ENDPOINT: `${postgres.url}/sql`, UPSTASH_REDIS_REST_URL: redis.url };
  const { own, ...live } = await besides(cloud, env, { endsOn: "SIGKILL" });
  const stop = async () => {
    await own.stop();
    await Promise.all([postgres.close(), redis.close()]);
  };
  return { ...live, stop, postgres, redis, kill: () => own.stop(), revive: () => own.start() };
}
