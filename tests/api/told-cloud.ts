import { startTestCloud, type TestCloud } from "./cloud";
import { type RoomsHost, roomsHost } from "./rooms-host";

/** The web side, and in the rooms' place a host that records what rooms and inboxes are told. */
export async function startToldCloud(): Promise<{ cloud: TestCloud; host: RoomsHost; stop(): Promise<void> }> {
  let cloud: TestCloud | undefined;
  const host = await roomsHost(() => cloud?.env.TICKET_SECRET ?? "");
  cloud = await startTestCloud({ NEXT_PUBLIC_PARTYKIT_HOST: host.host });
  const stop = async () => {
    await cloud.stop();
    await host.stop();
  };
  return { cloud, host, stop };
}
