/** What the app needs of Upstash's REST endpoint, on ioredis-mock and on a real Redis, through the app's own client. */
import type { Redis } from "@upstash/redis/cloudflare";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Gateway } from "../../dev/http-gateway";
import type { RedisBackend } from "../../dev/redis-backend";
import { embeddedRedis } from "../../dev/redis-embedded";
import { externalRedis } from "../../dev/redis-server";
import { openUpstashGateway } from "../../dev/upstash-gateway";
import { openRedis } from "../../lib/redis";
import { redisMissing, startRedis } from "../harness/servers";

interface Opened {
  redis: RedisBackend;
  stop(): Promise<void>;
}

async function openReal(): Promise<Opened> {
  const server = await startRedis();
  return { redis: externalRedis(server.url), stop: server.stop };
}

const missing = redisMissing();
const backends = [
  {
    name: "ioredis-mock",
    open: async (): Promise<Opened> => ({ redis: embeddedRedis(), stop: async () => {} }),
    skip: undefined,
  },
  { name: missing ? `redis-server (skipped: ${missing})` : "redis-server", open: openReal, skip: missing },
];

const TOKEN = "a token of the test";
const ODD = [
  "안녕하세요",
  "👩‍👩‍👧 😀",
  "\u0000\u0001\u007f\u0080ÿ",
  '{"a":"\\n\\""}',
  "OK",
  "",
  " ",
  "T0s=",
  "5",
  "null",
];
const MAX_50 = { trim: { type: "MAXLEN", comparison: "~", threshold: 50 } } as const;

for (const { name, open, skip } of backends) {
  describe.skipIf(skip)(`Upstash's endpoint on ${name}`, () => {
    let opened: Opened;
    let gateway: Gateway;
    let redis: Redis;

    beforeAll(async () => {
      opened = await open();
      await opened.redis.start();
      gateway = await openUpstashGateway(0, opened.redis, TOKEN);
      redis = openRedis({ UPSTASH_REDIS_REST_URL: gateway.url, UPSTASH_REDIS_REST_TOKEN: TOKEN });
    }, 30_000);

    afterAll(async () => {
      await gateway.close();
      await opened.stop();
    });

    beforeEach(async () => {
      await redis.flushdb();
    });

    /** A request as it is on the wire, past the client. */
    async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
      const authorization = `Bearer ${TOKEN}`;
      const response = await fetch(`${gateway.url}${path}`, {
        method: "POST",
        headers: { authorization, ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    }

    it("C2: keeps the newest 50 by LPUSH and LTRIM", async () => {
      for (let n = 1; n <= 60; n += 20) {
        await redis.lpush("recent", ...Array.from({ length: 20 }, (_, i) => `${n + i}`));
        await redis.ltrim("recent", 0, 49);
      }
      const newestFirst = Array.from({ length: 50 }, (_, i) => `${60 - i}`);
      expect(await redis.lrange("recent", 0, 49)).toEqual(newestFirst);
      expect(await redis.lindex("recent", 0)).toBe("60");
      expect(await redis.llen("recent")).toBe(50);
      expect(await redis.lrange("recent", -2, -1)).toEqual(["12", "11"]);
    });

    it("forgets a list that became empty", async () => {
      await redis.rpush("list", "a");
      await redis.ltrim("list", 1, 0);
      expect([await redis.exists("list"), await redis.ttl("list")]).toEqual([0, -2]);
    });

    it("C2: gives a key its time to live, and takes the key away at its end", async () => {
      await redis.lpush("list", "a");
      expect(await redis.ttl("list")).toBe(-1);
      expect(await redis.expire("list", 100)).toBe(1);
      expect(await redis.ttl("list")).toBe(100);
      expect(await redis.pttl("list")).toBeGreaterThan(99_000);
      expect(await redis.expire("nothing", 100)).toBe(0);
      expect([await redis.ttl("nothing"), await redis.pttl("nothing")]).toEqual([-2, -2]);
      await redis.pexpire("list", 1);
      await expect.poll(() => redis.exists("list")).toBe(0);
    });

    it("C2: adds to a stream by ids of our own", async () => {
      expect(await redis.xadd("stream", "1-0", { event: "하나" })).toBe("1-0");
      expect(await redis.xadd("stream", "7-0", { event: "일곱" }, MAX_50)).toBe("7-0");
      expect(await redis.exec(["XRANGE", "stream", "-", "+"])).toEqual([
        ["1-0", ["event", "하나"]],
        ["7-0", ["event", "일곱"]],
      ]);
    });

    it("refuses a stream id that is equal or smaller, or 0-0, or malformed", async () => {
      await redis.xadd("stream", "10-0", { e: "1" });
      for (const id of ["10-0", "9-0", "2-5"]) {
        await expect(redis.xadd("stream", id, { e: "2" })).rejects.toThrow(
          "equal or smaller than the target stream top item",
        );
      }
      await expect(redis.xadd("stream", "0-0", { e: "2" })).rejects.toThrow("must be greater than 0-0");
      await expect(redis.xadd("stream", "x-0", { e: "2" })).rejects.toThrow("Invalid stream ID");
      expect(await redis.xlen("stream")).toBe(1);
    });

    it("trims a stream to about its maximum, losing only the oldest", async () => {
      const tx = redis.multi();
      for (let seq = 1; seq <= 1_000; seq++) tx.xadd("stream", `${seq}-0`, { e: "x" }, MAX_50);
      await tx.exec();
      const ids = ((await redis.exec(["XRANGE", "stream", "-", "+"])) as [string][]).map(([id]) => id);
      expect(ids.length).toBeGreaterThanOrEqual(50);
      expect(ids.length).toBeLessThan(400);
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => `${1_000 - ids.length + 1 + i}-0`));
    });

    it("trims exactly where told to, by XADD and by XTRIM", async () => {
      const exactly = { trim: { type: "MAXLEN", comparison: "=", threshold: 3 } } as const;
      for (let seq = 1; seq <= 5; seq++) await redis.xadd("stream", `${seq}-0`, { e: "x" }, exactly);
      expect(await redis.xlen("stream")).toBe(3);
      expect(await redis.xtrim("stream", { strategy: "MAXLEN", exactness: "=", threshold: 1 })).toBe(2);
      expect(await redis.exec(["XRANGE", "stream", "-", "+"])).toEqual([["5-0", ["e", "x"]]]);
    });

    it("reads a stream's ranges: inclusive, exclusive, limited, backwards", async () => {
      for (const seq of [1, 2, 3, 10, 11]) await redis.xadd("stream", `${seq}-0`, { e: `${seq}` });
      const ids = async (...command: [string, ...string[]]) => {
        const entries = (await redis.exec(command)) as [string, string[]][];
        return entries.map(([id]) => id);
      };
      expect(await ids("XRANGE", "stream", "3-0", "+")).toEqual(["3-0", "10-0", "11-0"]);
      expect(await ids("XRANGE", "stream", "(3-0", "+")).toEqual(["10-0", "11-0"]);
      expect(await ids("XRANGE", "stream", "2", "(10-0")).toEqual(["2-0", "3-0"]);
      expect(await ids("XRANGE", "stream", "-", "+", "COUNT", "2")).toEqual(["1-0", "2-0"]);
      expect(await ids("XREVRANGE", "stream", "+", "-", "COUNT", "1")).toEqual(["11-0"]);
      expect(await ids("XRANGE", "nothing", "-", "+")).toEqual([]);
      // Without automatic deserialization the client hands out Redis's own lists, whatever its types promise.
      expect(await redis.xrange("stream", "(10-0", "+", 5)).toEqual([["11-0", ["e", "11"]]]);
      expect(await redis.xrevrange("stream", "+", "-", 1)).toEqual([["11-0", ["e", "11"]]]);
    });

    it("deletes several keys at once, streams among them", async () => {
      await redis.xadd("stream", "5-0", { e: "x" });
      await redis.set("text", "x");
      expect(await redis.del("stream", "text", "nothing")).toBe(2);
      expect(await redis.xadd("stream", "1-0", { e: "x" })).toBe("1-0");
    });

    it("C3: compares and sets in a script", async () => {
      const script = `
        local top = redis.call('LINDEX', KEYS[1], 0) or ''
        if top ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1])
        for i = 3, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        return redis.call('LLEN', KEYS[1])`;
      expect(await redis.eval(script, ["list"], ["", "100", "둘", "하나"])).toBe(2);
      expect(await redis.eval(script, ["list"], ["", "100", "late"])).toBe(0);
      expect(await redis.lrange("list", 0, -1)).toEqual(["둘", "하나"]);
      expect(await redis.eval(script, ["list"], ["둘", "200", "셋"])).toBe(1);
      expect([await redis.lrange("list", 0, -1), await redis.ttl("list")]).toEqual([["셋"], 200]);
    });

    it("turns a script's values into replies, and its failures into errors", async () => {
      const run = (script: string, args: string[] = []) => redis.eval(script, [], args);
      expect(await run("return {1, 'a', ARGV[1], {2.9}}", ["안녕"])).toEqual([1, "a", "안녕", [2]]);
      expect([await run("return nil"), await run("return false"), await run("return true")]).toEqual([null, null, 1]);
      expect(await run("return redis.call('INCR', 'n') .. '!'")).toBe("1!");
      await expect(run("return redis.error_reply('ERR told so')")).rejects.toThrow("told so");
      await expect(run("return redis.call('LPUSH', 'n', 'x')")).rejects.toThrow("WRONGTYPE");
      await expect(run("return (")).rejects.toThrow("unexpected symbol");
    });

    it("sets once with a time to live (NX PX), and by EX and GET", async () => {
      expect(await redis.set("lock", "a", { nx: true, px: 60_000 })).toBe("OK");
      expect(await redis.set("lock", "b", { nx: true, px: 60_000 })).toBeNull();
      expect(await redis.get("lock")).toBe("a");
      expect(await redis.pttl("lock")).toBeGreaterThan(59_000);
      await redis.set("lock", "c", { ex: 10 });
      expect([await redis.get("lock"), await redis.ttl("lock")]).toEqual(["c", 10]);
    });

    it("counts, alone and many at once", async () => {
      const counted = await Promise.all(Array.from({ length: 20 }, () => redis.incr("n")));
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(await redis.incrby("n", 5)).toBe(25);
      await redis.set("text", "x");
      await expect(redis.incr("text")).rejects.toThrow("ERR value is not an integer or out of range");
      expect(await redis.get("text")).toBe("x");
    });

    it("answers each command of a pipeline for itself", async () => {
      const replies = await redis.pipeline().set("text", "a").lpush("text", "b").get("text").exec({ keepErrors: true });
      expect(replies.map(({ result }) => result)).toEqual(["OK", undefined, "a"]);
      expect(replies.map(({ error }) => error?.split(" ")[0])).toEqual([undefined, "WRONGTYPE", undefined]);
    });

    it("runs a transaction whole, and does not stop at a command that fails while it runs", async () => {
      expect(await redis.multi().set("n", "1").incr("n").get("n").exec()).toEqual(["OK", 2, "2"]);
      const { status, body } = await post("/multi-exec", [
        ["SET", "text", "a"],
        ["LPUSH", "text", "b"],
        ["SET", "text", "c"],
      ]);
      expect(status).toBe(200);
      expect(body).toEqual([{ result: "OK" }, { error: expect.stringMatching(/^WRONGTYPE/) }, { result: "OK" }]);
      expect(await redis.get("text")).toBe("c");
    });

    it("runs nothing of a transaction that holds a command which cannot be", async () => {
      for (const bad of [
        ["NOSUCH", "x"],
        ["SET", "text"],
      ]) {
        const { status, body } = await post("/multi-exec", [["SET", "text", "a"], bad]);
        expect({ status, body }).toEqual({ status: 400, body: { error: expect.stringMatching(/^EXECABORT/) } });
      }
      expect(await redis.get("text")).toBeNull();
    });

    it("lets no other command into a transaction", async () => {
      const step = () => redis.multi().incr("n").incr("n").incr("n").exec<[number, number, number]>();
      const runs = await Promise.all(Array.from({ length: 20 }, step));
      for (const [first, , third] of runs) expect(third - first).toBe(2);
    });

    it("brings every text through, in lists, streams and alone", async () => {
      await redis.rpush("list", ...ODD);
      expect(await redis.lrange("list", 0, -1)).toEqual(ODD);
      for (const [i, text] of ODD.entries()) {
        await redis.set("text", text);
        expect(await redis.get("text")).toBe(text);
        await redis.xadd("stream", `${i + 1}-0`, { text });
      }
      const entries = (await redis.exec(["XRANGE", "stream", "-", "+"])) as [string, string[]][];
      expect(entries.map(([, fields]) => fields[1])).toEqual(ODD);
    });

    it("encodes as base64 where asked to: every text but a whole reply OK", async () => {
      const base64 = { "upstash-encoding": "base64" };
      expect(await post("/", ["SET", "text", "안녕"], base64)).toEqual({ status: 200, body: { result: "OK" } });
      const encoded = Buffer.from("안녕").toString("base64");
      expect((await post("/", ["GET", "text"], base64)).body).toEqual({ result: encoded });
      expect((await post("/", ["GET", "text"])).body).toEqual({ result: "안녕" });
      const pipeline = [["PING"], ["MGET", "text", "nothing"], ["EXISTS", "text"]];
      const expected = [{ result: "UE9ORw==" }, { result: [encoded, null] }, { result: 1 }];
      expect((await post("/pipeline", pipeline, base64)).body).toEqual(expected);
      await post("/", ["RPUSH", "list", "OK"]);
      expect((await post("/", ["LRANGE", "list", "0", "-1"], base64)).body).toEqual({ result: ["T0s="] });
    });

    it("answers nil for what is not there", async () => {
      expect([await redis.get("nothing"), await redis.lindex("nothing", 0)]).toEqual([null, null]);
      expect(await redis.lrange("nothing", 0, 49)).toEqual([]);
      expect(await redis.mget("nothing", "nobody")).toEqual([null, null]);
    });

    it("returns a hash as a flat list, as Redis does", async () => {
      await redis.hset("hash", { a: "1", 나: "둘" });
      expect((await post("/", ["HGETALL", "hash"])).body).toEqual({ result: ["a", "1", "나", "둘"] });
    });

    it("refuses an unknown command, a wrong type, too few arguments and what is no command", async () => {
      await redis.set("text", "x");
      const refused = async (body: unknown) => {
        const answer = await post("/", body);
        expect(answer.status).toBe(400);
        return answer.body.error;
      };
      expect(await refused(["NOSUCH", "x"])).toMatch(/^ERR unknown command 'NOSUCH'/);
      expect(await refused(["LPUSH", "text", "x"])).toMatch(/^WRONGTYPE /);
      expect(await refused(["SET", "text"])).toBe("ERR wrong number of arguments for 'set' command");
      expect(await refused({ SET: "x" })).toMatch(/^ERR /);
      await redis.rpush("list", "x");
      expect(await refused(["GET", "list"])).toMatch(/^WRONGTYPE /);
    });

    it("refuses a wrong token and a missing one", async () => {
      const stranger = openRedis({ UPSTASH_REDIS_REST_URL: gateway.url, UPSTASH_REDIS_REST_TOKEN: "wrong" });
      await expect(stranger.set("text", "x")).rejects.toThrow("Unauthorized");
      expect(await post("/", ["SET", "text", "x"], { authorization: "" })).toEqual({
        ...{ status: 401, body: { error: "Unauthorized" } },
      });
      expect(await redis.get("text")).toBeNull();
    });

    it("C4: refuses connections while stopped, so that a caller fails at once", async () => {
      await redis.set("text", "x");
      await gateway.stop();
      await expect(redis.get("text")).rejects.toThrow();
      await gateway.start();
      expect(await redis.get("text")).toBe("x");
    });
  });
}
