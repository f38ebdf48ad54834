/** `npm run export -- <roomId> [file]`: the archive's data of a room, one JSON object a line, and the files of its messages in a folder. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/errors";
import { exportRoom } from "@/db/export-room";
import { NoSuchRoom } from "@/db/queries/messages";
import { exportLine } from "@/lib/protocol/room-export";
import { uuidV7 } from "@/lib/protocol/uuid";
import { saverOf } from "./files/download";
import { type SiteStorage, siteStorage } from "./files/site-storage";

const USAGE =
  "npm run export -- <roomId> [file], with DATABASE_URL in the environment, and for the files of messages the variables S3_… and KEY_PREFIX (as the site has it; nothing if it has none)";
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  NEON_FETCH_ENDPOINT: z.url().optional(),
});

const roomId = uuidV7.safeParse(process.argv[2]);
const env = environment.safeParse(process.env);

/** Readable by this user only, since it has message text; never overwrites a file. */
const onlyMineAndNew = { mode: 0o600, flags: "wx" };

async function* continued(first: string, rest: AsyncGenerator<string>, save: (line: string) => Promise<void>) {
  yield first;
  for await (const line of rest) {
    yield line;
    await save(line);
  }
}

/** Saves the files of a message's line. Without storage there are none. */
function lineSaver(site: SiteStorage | undefined, folder: string): (line: string) => Promise<void> {
  const save = site && saverOf(site, folder);
  return async (line) => {
    const parsed = exportLine.parse(JSON.parse(line));
    if (!save || parsed.kind !== "message") return;
    for (const each of parsed.files ?? [])
      if (!(await save(each))) console.error(`Missing: file ${each.id} of message ${parsed.seq}`);
  };
}

try {
  if (!roomId.success || !env.success) throw new Error(USAGE);
  const site = siteStorage(process.env);
  const file = process.argv[3] ?? `room-${roomId.data}.jsonl`;
  const lines = exportRoom(openDatabase(env.data), roomId.data);
  // Read before the file is created: the room may not exist.
  const first = await lines.next();
  const save = lineSaver(site, `${file}.files`);
  await pipeline(Readable.from(continued(first.value, lines, save)), createWriteStream(file, onlyMineAndNew));
  console.log(`Written: ${file}`);
} catch (error) {
  console.error(error instanceof NoSuchRoom ? "There is no such room." : failureLine(error));
  process.exitCode = 1;
}
