import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { CloudError } from "./cloud-error";

const secrets = z.object({
  ticketSecret: z.string(),
  sessionSecret: z.string(),
  redisToken: z.string(),
  postgresPassword: z.string(),
  storageSecret: z.string(),
});
export type LocalSecrets = z.infer<typeof secrets>;

const fresh = () => randomBytes(32).toString("hex");
const allFresh = (): LocalSecrets => ({
  ticketSecret: fresh(),
  sessionSecret: fresh(),
  redisToken: fresh(),
  postgresPassword: fresh(),
  storageSecret: fresh(),
});

/**
 * The random secrets of one data folder, made once, so that sessions survive a restart. A folder of an earlier release gets those that
 * it lacks.
 * @throws CloudError if the file is damaged
 */
export function secretsOf(dataDir: string): LocalSecrets {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "secrets.json");
  try {
    const kept = existsSync(file) ? secrets.partial().parse(JSON.parse(readFileSync(file, "utf8"))) : {};
    const all = { ...allFresh(), ...kept };
    if (Object.keys(kept).length < Object.keys(all).length)
      writeFileSync(file, JSON.stringify(all, null, 2), { mode: 0o600 });
    return all;
  } catch {
    throw new CloudError(`${file} is damaged; delete it (users will have to sign in again)`);
  }
}
