import { expect } from "vitest";
import { credentials } from "@/db/schema";
import { backstage, heard, PASSWORD } from "./web";

const SECRET_KEYS = ["DATABASE_URL", "UPSTASH_REDIS_REST_TOKEN", "TICKET_SECRET", "SESSION_SECRET"] as const;
const INSIDES = [
  PASSWORD,
  "scrypt",
  "Failed query",
  "NeonDbError",
  "select ",
  "insert into",
  "node_modules",
  "usernameKey",
];

/** D6: searches every response that this test file's visitors have received. */
export async function expectNoLeaks(env: Record<string, string>): Promise<void> {
  const stored = await backstage().select({ secret: credentials.secret }).from(credentials);
  const forbidden = [...SECRET_KEYS.map((key) => env[key]), ...stored.map(({ secret }) => secret), ...INSIDES];
  expect(heard.length).toBeGreaterThan(10);
  expect(forbidden.every(Boolean)).toBe(true);
  expect(heard.filter((text) => forbidden.some((word) => text.includes(word ?? "")))).toEqual([]);
}
