import { type Cloud, startCloud } from "@/dev/cloud";
import { testBackends } from "@/tests/harness/servers/servers";
import { shared, temporaryFolder } from "@/tests/harness/servers/shared";
import { type RoomsHost, roomsHost } from "./rooms-host";

export type TestCloud = Cloud;

interface RecordedCloud {
  cloud: TestCloud;
  host: RoomsHost;
}

/**
 * The web side, with a host in the rooms' place that records the commands to rooms and inboxes. Shared by all files of
 * a worker.
 */
export async function recordedCloud(): Promise<RecordedCloud> {
  const recorded = await sharedCloud();
  recorded.host.reset();
  return recorded;
}

const sharedCloud = shared(() => ownRecordedCloud());

/** The origin of the visitors in tests/api/web.ts, and the token for health. */
const OWN_SITE = { ALLOWED_ORIGINS: "http://localhost:3000", HEALTH_TOKEN: "a-token-for-monitors" };
export const MONITOR = { authorization: `Bearer ${OWN_SITE.HEALTH_TOKEN}` };

/** Like `recordedCloud`, but a cloud of the file's own, with these variables. */
export async function ownRecordedCloud(env: Record<string, string> = {}): Promise<RecordedCloud> {
  let cloud: TestCloud | undefined;
  const host = await roomsHost(() => cloud?.env.TICKET_SECRET ?? "");
  cloud = await startTestCloud({ ...env, NEXT_PUBLIC_PARTYKIT_HOST: host.host });
  return { cloud: { ...cloud, stop: () => cloud.stop().then(host.stop) }, host };
}

/**
 * Starts a local cloud without rooms and screens, with these variables; it is empty, and is removed afterwards. The
 * handlers of this process use it.
 */
export async function startTestCloud(env: Record<string, string> = {}): Promise<TestCloud> {
  const dataDir = temporaryFolder("sarangbang-api-");
  const backends = await testBackends();
  const cloud = await startCloud({
    dataDir,
    env: { ...OWN_SITE, ...env },
    rooms: false,
    next: false,
    ...backends.options,
  });
  Object.assign(process.env, cloud.env);
  const stop = async () => {
    await cloud.stop();
    await backends.stop();
  };
  return { ...cloud, stop };
}
