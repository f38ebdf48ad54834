import { createServer } from "node:net";
import { CloudError } from "@/dev/cloud-error";
import type { PortOf } from "@/dev/cloud-options";
import { choiceOfRedis } from "@/dev/postgres/backends";

interface Port {
  /** The variable that changes it. */
  variable: string;
  port: number;
  /** The part that needs it, for the error about a taken port. */
  wantedBy: string;
}

const DEFAULTS: Record<PortOf, Port> = {
  web: { variable: "PORT", port: 3000, wantedBy: "the screens (Next.js)" },
  rooms: { variable: "PARTYKIT_PORT", port: 1999, wantedBy: "the rooms" },
  postgres: { variable: "LOCAL_POSTGRES_PORT", port: 5480, wantedBy: "the embedded Postgres" },
  neon: { variable: "LOCAL_NEON_PORT", port: 5481, wantedBy: "the database's HTTP endpoint" },
  redis: { variable: "LOCAL_REDIS_PORT", port: 6480, wantedBy: "the local Redis" },
  storage: { variable: "LOCAL_STORAGE_PORT", port: 7480, wantedBy: "the object storage" },
  upstash: { variable: "LOCAL_UPSTASH_PORT", port: 6481, wantedBy: "the cache's HTTP endpoint" },
};

/** Binds like the later owner: web side and rooms on every address, all else on this machine's own. */
function isFree(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function chosen({ variable, port }: Port): number {
  const text = process.env[variable];
  if (!text) return port;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new CloudError(`${variable} is not a port number`);
  return number;
}

function isNeeded(part: PortOf): boolean {
  if (part === "postgres") return !process.env.LOCAL_POSTGRES_URL;
  if (part !== "redis") return true;
  const redis = choiceOfRedis(undefined);
  return redis !== "embedded" && "program" in redis;
}

/**
 * The fixed ports of `npm run dev`, each from its variable or its default.
 * @throws CloudError naming the first taken port, the part that needs it and the variable that changes it
 */
export async function freePorts(): Promise<Record<PortOf, number>> {
  const ports = {} as Record<PortOf, number>;
  for (const [part, wish] of Object.entries(DEFAULTS) as [PortOf, Port][]) {
    const port = chosen(wish);
    const host = part === "web" || part === "rooms" ? undefined : "127.0.0.1";
    if (isNeeded(part) && !(await isFree(port, host))) {
      throw new CloudError(`port ${port} is taken; ${wish.wantedBy} wanted it (set ${wish.variable} to use another)`);
    }
    ports[part] = port;
  }
  return ports;
}
