/** `npm run export -- <roomId> [file]`: the archive's data of a room, one JSON object a line. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/errors";
import { exportRoom } from "@/db/export-room";
import { NoSuchRoom } from "@/db/queries/messages";
import { uuidV7 } from "@/lib/protocol/uuid";

const USAGE = "npm run export -- <roomId> [file], with DATABASE_URL in the environment";
const environment = z.object({ DATABASE_URL: z.string().min(1), NEON_FETCH_ENDPOINT: z.url().optional() });

const roomId = uuidV7.safeParse(process.argv[2]);
const env = environment.safeParse(process.env);

/** Readable by this user only, since it has message text; never overwrites a file. */
const onlyMineAndNew = { mode: 0o600, flags: "wx" };

async function* continued(first: string, rest: AsyncGenerator<string>) {
  yield first;
  yield* rest;
}

try {
  if (!roomId.success || !env.success) throw new Error(USAGE);
  const file = process.argv[3] ?? `room-${roomId.data}.jsonl`;
  const lines = exportRoom(openDatabase(env.data), roomId.data);
  // Read before the file is created: the room may not exist.
  const first = await lines.next();
  await pipeline(Readable.from(continued(first.value, lines)), createWriteStream(file, onlyMineAndNew));
  console.log(`Written: ${file}`);
} catch (error) {
  console.error(error instanceof NoSuchRoom ? "There is no such room." : failureLine(error));
  process.exitCode = 1;
}
