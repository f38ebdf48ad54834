/**
 * Hosts one side of the benchmark, `host.ts <side> <folder> <bundle>`: starts its servers, makes rooms, and stops all
 * when its driver disconnects. The side's CPU time is that of this process and its descendants.
 */
import type { Hosted, HostOptions, Shape, SideName } from "./sides/hosted";
import { hostBarePartyKit, hostBareWorker, hostSocketIo, hostWs } from "./sides/peers";
import { hostRooms } from "./sides/rooms";

const HOSTS: Record<SideName, (options: HostOptions) => Promise<Hosted>> = {
  worker: (options) => hostRooms("worker", options),
  partykit: (options) => hostRooms("partykit", options),
  "bare worker": hostBareWorker,
  "bare partykit": hostBarePartyKit,
  ws: hostWs,
  "socket.io": hostSocketIo,
};

export type HostQuestion = { places: Shape } | { counts: true };

let hosted: Hosted | undefined;

async function stop() {
  await hosted?.stop();
  // Children that are still starting are killed on exit.
  process.exit();
}

process.on("disconnect", stop);
process.on("SIGTERM", stop);
// An interrupt goes to the whole group; this process ends with its driver.
process.on("SIGINT", () => {});

const [, , name = "", dataDir = "", bundle = ""] = process.argv;
hosted = await HOSTS[name as SideName]({ dataDir, bundle });
process.on("message", async (question: HostQuestion) => {
  if ("places" in question) process.send?.(await hosted?.places(question.places));
  else process.send?.(hosted?.counts?.() ?? {});
});
process.send?.("ready");
