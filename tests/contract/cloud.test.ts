/** The local cloud without rooms and web side: its data, its messages, its cleanup. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { users } from "@/db/schema";
import { type Cloud, startCloud } from "@/dev/cloud";
import type { CloudOptions } from "@/dev/cloud-options";
import { choiceOfRedis } from "@/dev/postgres/backends";
import { freePort } from "@/dev/process/free-port";
import { externalRedis, spawnedRedis } from "@/dev/redis/redis-server";
import { openRedis } from "@/lib/server/redis/redis";
import { newId } from "@/lib/shared/ids";
import { redisMissing } from "@/tests/harness/servers/servers";

const folders: string[] = [];

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sarangbang-cloud-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const start = (options: CloudOptions) => startCloud({ rooms: false, next: false, ...options });

function clientsOf({ env }: Cloud) {
  const { DATABASE_URL = "", NEON_FETCH_ENDPOINT, UPSTASH_REDIS_REST_URL = "", UPSTASH_REDIS_REST_TOKEN = "" } = env;
  return {
    db: openDatabase({ DATABASE_URL, NEON_FETCH_ENDPOINT }),
    redis: openRedis({ UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN }),
  };
}

async function runMain(env: Record<string, string>) {
  const command = [join(import.meta.dirname, "../../dev/main.ts")];
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", ...command], {
    env: { ...process.env, ...env },
  });
  return run.then(
    () => expect.unreachable("it must not start"),
    ({ code, stderr, stdout }) => ({ code, stderr, stdout }),
  );
}

describe("the local cloud", () => {
  it("has the same users, secrets and addresses after a restart", async () => {
    const dataDir = emptyFolder();
    const mina = { id: newId(), username: "민아", usernameKey: "민아" };
    const first = await start({ dataDir, postgres: "embedded", redis: "embedded" });
    await clientsOf(first).db.insert(users).values(mina);
    await first.stop();
    await expect(fetch(first.urls.neon)).rejects.toThrow();

    const second = await start({ dataDir, postgres: "embedded", redis: "embedded" });
    expect(await clientsOf(second).db.select({ id: users.id }).from(users)).toEqual([{ id: mina.id }]);
    const kept = ["DATABASE_URL", "TICKET_SECRET", "SESSION_SECRET", "UPSTASH_REDIS_REST_TOKEN"];
    for (const name of kept) expect([name, second.env[name]]).toEqual([name, first.env[name]]);
    await second.stop();
  });

  it.skipIf(redisMissing())(
    `keeps Redis's data with an installed redis-server (${redisMissing() ?? "found"})`,
    async () => {
      const dataDir = emptyFolder();
      const choice = choiceOfRedis(undefined);
      const program = typeof choice === "object" && "program" in choice ? choice.program : expect.unreachable();
      const redis = spawnedRedis(program, join(dataDir, "redis"), await freePort());
      await redis.start();
      await redis.run([["SET", "text", "안녕"]], false);
      await redis.stop();
      await expect(redis.run([["GET", "text"]], false)).rejects.toThrow();
      await redis.start();
      expect(await redis.run([["GET", "text"]], false)).toEqual([{ result: Buffer.from("안녕") }]);
      await redis.stop();
    },
  );

  describe("while it runs", () => {
    let cloud: Cloud;
    beforeAll(async () => {
      const options = { postgres: "memory", redis: "embedded", env: { KEY_PREFIX: "pr-1:" } } as const;
      cloud = await start({ dataDir: emptyFolder(), ...options });
    });
    afterAll(() => cloud.stop());

    it("stops database and cache and starts them again with their data", async () => {
      const { db, redis } = clientsOf(cloud);
      await redis.set("text", "x");
      await cloud.redis.stop();
      await cloud.postgres.stop();
      await expect(redis.get("text")).rejects.toThrow();
      await expect(db.select().from(users)).rejects.toThrow();
      await cloud.redis.start();
      await cloud.postgres.start();
      expect([await redis.get("text"), await db.$count(users)]).toEqual(["x", 0]);
      await cloud.redis.flush();
      expect(await redis.get("text")).toBeNull();
    });

    it("counts the requests that each endpoint has answered", async () => {
      const { db, redis } = clientsOf(cloud);
      const before = [cloud.postgres.requests(), cloud.redis.requests()];
      await db.batch([db.select().from(users), db.select().from(users)]);
      await redis.pipeline().get("a").get("b").exec();
      expect([cloud.postgres.requests(), cloud.redis.requests()]).toEqual(before.map((count) => count + 1));
    });

    it("counts the commands of a pipeline and of a transaction, which Upstash bills one by one", async () => {
      const { redis } = clientsOf(cloud);
      const before = cloud.redis.commands();
      await redis.get("a");
      await redis.pipeline().get("a").get("b").exec();
      await redis.multi().set("a", "1").get("a").get("b").exec();
      expect(cloud.redis.commands() - before).toBe(6);
    });

    it("lets a variable of the caller take precedence", () => {
      expect(cloud.env.KEY_PREFIX).toBe("pr-1:");
    });
  });

  it("reports in one line which server does not respond", async () => {
    const nobody = await freePort();
    const ofPostgres = start({ dataDir: emptyFolder(), postgres: `postgresql://127.0.0.1:${nobody}/x` });
    await expect(ofPostgres).rejects.toThrow(/^no PostgreSQL answers at LOCAL_POSTGRES_URL: [^\n]*$/);
    const ofRedis = externalRedis(`redis://127.0.0.1:${nobody}`).start();
    await expect(ofRedis).rejects.toThrow(/^no Redis answers at LOCAL_REDIS_URL: [^\n]*$/);
  });

  it("names a taken port, the part that needs it and the variable that changes it, and exits with 1", async () => {
    const server = createServer();
    const taken = await freePort();
    await new Promise<void>((resolve) => server.listen(taken, "127.0.0.1", resolve));
    const { code, stderr, stdout } = await runMain({ PORT: `${taken}` });
    await new Promise((resolve) => server.close(resolve));
    expect(stderr).toBe(
      `Sarangbang could not start: port ${taken} is taken; the screens (Next.js) wanted it (set PORT to use another)\n`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  it("reports which variable is not a port number", async () => {
    expect(await runMain({ PORT: "http" })).toMatchObject({
      ...{ code: 1, stderr: "Sarangbang could not start: PORT is not a port number\n" },
    });
  });
});
