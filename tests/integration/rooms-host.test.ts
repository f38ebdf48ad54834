/** The hosts of rooms: storage across a restart and a change of host, and real hibernation. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { archiveHead } from "@/db/queries/messages";
import type { RoomsHost } from "@/dev/rooms/rooms-options";
import { PING_TEXT } from "@/lib/protocol/connection";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { askRoom } from "@/scripts/room/ask";
import { besides, eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import { roomsHost, roomsHostKind } from "@/tests/harness/live/rooms-host";
import { temporaryFolder } from "@/tests/harness/servers/shared";

const PARTYKIT: RoomsHost = { kind: "partykit" };
/** workerd evicts an object after 10 s without activity; a request is activity. */
const ASK_EVERY_MS = 12_000;

let live: LiveRooms;
beforeAll(async () => {
  live = await liveRooms();
});

const archived = (roomId: string, seq: number) =>
  eventually(async () => (await archiveHead(live.db, roomId)).seq >= seq, `seq ${seq} in Postgres`);

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process has ended meanwhile.
    return "";
  }
}

/** The state of a room; it shows whether its log is in memory. */
async function stateOf(roomId: string): Promise<string> {
  const env = { ...live.env, NEXT_PUBLIC_PARTYKIT_HOST: new URL(live.cloud.urls.rooms).host };
  return (await askRoom(env, roomId)).state;
}

describe.runIf(roomsHostKind === "worker")("the Worker on workerd", () => {
  it("R1: storage survives a restart of the host; the other host's storage is set aside, and numbers continue", async () => {
    const dataDir = temporaryFolder("sarangbang-hosts-");
    const mina = await live.person("민아");
    const roomId = await live.room(mina);
    const worker = await roomsHost();
    const seqs: number[] = [];
    const folders: string[][] = [];
    for (const host of [PARTYKIT, worker, worker, PARTYKIT]) {
      const { own, connect } = await besides(live.cloud, {}, { host, dataDir });
      seqs.push(await (await connect(mina, roomId)).sent(host.kind));
      await archived(roomId, seqs.length);
      await own.stop();
      folders.push(readdirSync(dataDir).map((name) => name.replace(/\d+$/, "…")));
    }
    expect(seqs).toEqual([1, 2, 3, 4]);
    expect(folders).toEqual([
      ["partykit"],
      ["partykit-until-…", "worker"],
      ["partykit-until-…", "worker"],
      ["partykit", "partykit-until-…", "worker-until-…"],
    ]);
    const aside = readdirSync(dataDir).find((name) => name.startsWith("worker-until-"));
    expect(existsSync(join(dataDir, aside ?? "", "sarangbang-Main"))).toBe(true);
  }, 120_000);

  it.runIf(existsSync("/proc/self/environ"))(
    "its environment is exactly the rooms' variables, without the web side's secrets, and no secret is among its arguments",
    async () => {
      const port = new URL(live.cloud.urls.rooms).port;
      const commandOf = (pid: string) => readOrEmpty(`/proc/${pid}/cmdline`).split("\0");
      const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && commandOf(name).includes(`http=*:${port}`));
      const environment = readOrEmpty(`/proc/${pid}/environ`).split("\0").filter(Boolean);
      const names = environment.map((each) => each.split("=")[0]);
      expect(names).toContain("TICKET_SECRET");
      expect(ROOM_VARIABLES).toEqual(expect.arrayContaining(names));
      for (const secret of [live.env.TICKET_SECRET, live.env.DATABASE_URL, live.env.UPSTASH_REDIS_REST_TOKEN])
        expect(commandOf(`${pid}`).join(" ")).not.toContain(secret);
    },
  );

  it("B2: a socket survives real hibernation: the room leaves memory, pings do not wake it, the next frame does", async () => {
    const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
    const roomId = await live.room(mina);
    const speaker = await live.connect(mina, roomId);
    const listener = await live.connect(jun, roomId);
    await speaker.sent("before");
    await archived(roomId, 1);
    expect(await stateOf(roomId)).toBe("awake");
    const asleep = async () => {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      listener.say(PING_TEXT);
      return (await stateOf(roomId)) === "asleep";
    };
    await eventually(asleep, "the room to hibernate", 90_000);
    await listener.until(() => listener.of("pong").length > 0, "the pong");
    expect(await stateOf(roomId)).toBe("asleep");
    expect(await speaker.sent("after")).toBe(2);
    await listener.until(() => listener.events().length >= 2, "both messages");
    expect(await stateOf(roomId)).toBe("awake");
    expect([speaker.closed, listener.closed, listener.of("welcome").length]).toEqual([undefined, undefined, 1]);
  }, 120_000);
});
