import * as z from "zod";

const part = z.object({ up: z.boolean() });
const health = z.object({
  database: part,
  redis: part,
  rooms: part,
  versions: z.object({ schema: z.string(), expected: z.string() }),
});

/** Checks step 9 of docs/deploy.md. @throws Error if the health check differs from it */
export async function assertHealthy(web: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await (await fetch(`${web}/api/health`, { headers })).json();
  const { database, redis, rooms, versions } = health.parse(answer);
  if (database.up && redis.up && rooms.up && versions.schema === versions.expected) return;
  throw new Error(`not healthy: ${JSON.stringify(answer)}`);
}
