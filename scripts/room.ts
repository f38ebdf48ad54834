/** `npm run room -- <roomId> [--json]`: prints a room's metrics. */
import { parseArgs } from "node:util";
import * as z from "zod";
import { uuidV7 } from "@/lib/protocol/uuid";
import { askRoom } from "./room/ask";
import { tableOf } from "./room/table";

const USAGE = "npm run room -- <roomId> [--json], with NEXT_PUBLIC_PARTYKIT_HOST and TICKET_SECRET in the environment";
const environment = z.object({
  NEXT_PUBLIC_PARTYKIT_HOST: z.string().min(1),
  ROOMS_INTERNAL_URL: z.url().optional(),
  TICKET_SECRET: z.string().min(32),
});

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" } } });
const roomId = uuidV7.safeParse(positionals[0]);
const env = environment.safeParse(process.env);

try {
  if (!roomId.success || !env.success) throw new Error(USAGE);
  const metrics = await askRoom(env.data, roomId.data);
  console.log(values.json ? JSON.stringify(metrics) : tableOf(metrics, Date.now()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
