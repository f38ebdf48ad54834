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
});
export type LocalSecrets = z.infer<typeof secrets>;

const fresh = () => randomBytes(32).toString("hex");

/**
 * The random secrets of one data folder, made once, so that sessions survive a restart.
 * @throws CloudError if the file is damaged
 */
export function secretsOf(dataDir: string): LocalSecrets {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "secrets.json");
  if (!existsSync(file)) {
    const made = { ticketSecret: fresh(), sessionSecret: fresh(), redisToken: fresh(), postgresPassword: fresh() };
    writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  }
  try {
    return secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new CloudError(`${file} is damaged; delete it (users will have to sign in again)`);
  }
}
