import { afterEach, expect, it, vi } from "vitest";
import type { LogEntry } from "@/lib/events/reduce";
import { roomEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { servicesFor } from "./services";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const roomId = newId();
const env = roomEnv({
  DATABASE_URL: "postgresql://user:word@db.example/name",
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "token-of-redis",
  TICKET_SECRET: "s".repeat(40),
});
const author = { id: newId(), username: "민아" };
const event = { kind: "message", seq: 1, clientId: newId(), author, body: "비밀 이야기", sentAt: 1 } as const;
const entry: LogEntry = { event, by: author.id, clientId: event.clientId };

const FAILURES: Record<string, () => Promise<Response>> = {
  "no network": () => Promise.reject(new TypeError("fetch failed")),
  "too slow": () => Promise.reject(new DOMException("too slow", "TimeoutError")),
  refused: async () =>
    Response.json({ message: "no", error: "ERR no", code: "23505", detail: "비밀" }, { status: 400 }),
  "an answer of another kind": async () => new Response("<html>비밀 이야기</html>"),
};

it.each(Object.keys(FAILURES))(
  "D6: the log of a failed flush says where it failed and contains no written data: %s",
  async (how) => {
    vi.stubGlobal("fetch", FAILURES[how]);
    const lines = vi.spyOn(console, "error").mockImplementation(() => {});
    const { archive, cache, warn } = servicesFor(env, roomId);
    const flushes = [
      () => archive.append([entry], []),
      () => cache.append({ events: [event], since: 0, prev: 0 }),
      () => cache.rewrite([event], [event], 1),
    ];
    for (const flush of flushes) {
      await flush().then(
        () => expect.fail("the flush succeeded"),
        (error) => warn("a flush failed", error),
      );
    }
    const logged = lines.mock.calls.map(([line]) => String(line));
    expect(logged).toHaveLength(3);
    for (const line of logged) {
      expect(JSON.parse(line)).toMatchObject({
        what: "a flush failed",
        room: roomId,
        failure: expect.stringMatching(/./),
      });
      expect(line).not.toMatch(/비밀|민아|token-of-redis|user:word|\n/);
    }
  },
);
