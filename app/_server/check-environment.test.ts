import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const ENV = {
  DATABASE_URL: "postgresql://u:p@h/d",
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "token",
  TICKET_SECRET: "a secret of more than thirty-two characters",
  SESSION_SECRET: "a secret of more than thirty-two characters",
  NEXT_PUBLIC_PARTYKIT_HOST: "rooms.example",
};
const MODULE = JSON.stringify(join(import.meta.dirname, "check-environment.ts"));

function start(env: Record<string, string>) {
  const code = `import(${MODULE}).then((module) => module.checkEnvironment())`;
  return spawnSync(process.execPath, ["--import", "tsx", "--eval", code], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...ENV, ...env },
    encoding: "utf8",
  });
}

it("D5: a server with a public origin and no ADDRESS_HEADER exits at start and says why", () => {
  const { status, stderr } = start({ ALLOWED_ORIGINS: "https://chat.example.com" });
  expect(stderr).toContain("ADDRESS_HEADER");
  expect(stderr).not.toContain(ENV.SESSION_SECRET);
  expect(status).toBe(1);
});

it("D5: a server with ADDRESS_HEADER starts", () => {
  const { status, stderr } = start({ ALLOWED_ORIGINS: "https://chat.example.com", ADDRESS_HEADER: "x-real-ip" });
  expect([status, stderr]).toEqual([0, ""]);
});
