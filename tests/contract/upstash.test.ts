/** The Redis commands that the app uses; a replacement must behave the same. */
import { expect, it } from "vitest";
import { onEachRedis } from "./on-each-redis";

const MAX_50 = { trim: { type: "MAXLEN", comparison: "~", threshold: 50 } } as const;

onEachRedis((at) => {
  it("C2: keeps the newest 50 by LPUSH and LTRIM", async () => {
    for (let n = 1; n <= 60; n += 20) {
      await at.redis.lpush("recent", ...Array.from({ length: 20 }, (_, i) => `${n + i}`));
      await at.redis.ltrim("recent", 0, 49);
    }
    const newestFirst = Array.from({ length: 50 }, (_, i) => `${60 - i}`);
    expect(await at.redis.lrange("recent", 0, 49)).toEqual(newestFirst);
    expect(await at.redis.lindex("recent", 0)).toBe("60");
    expect(await at.redis.llen("recent")).toBe(50);
    expect(await at.redis.lrange("recent", -2, -1)).toEqual(["12", "11"]);
  });

  it("deletes a list that became empty", async () => {
    await at.redis.rpush("list", "a");
    await at.redis.ltrim("list", 1, 0);
    expect([await at.redis.exists("list"), await at.redis.ttl("list")]).toEqual([0, -2]);
  });

  it("C2: gives a key its time to live, and deletes the key at its end", async () => {
    await at.redis.lpush("list", "a");
    expect(await at.redis.ttl("list")).toBe(-1);
    expect(await at.redis.expire("list", 100)).toBe(1);
    expect(await at.redis.ttl("list")).toBe(100);
    expect(await at.redis.pttl("list")).toBeGreaterThan(99_000);
    expect(await at.redis.expire("nothing", 100)).toBe(0);
    expect([await at.redis.ttl("nothing"), await at.redis.pttl("nothing")]).toEqual([-2, -2]);
    await at.redis.pexpire("list", 1);
    await expect.poll(() => at.redis.exists("list")).toBe(0);
  });

  it("C2: adds to a stream by ids of our own", async () => {
    expect(await at.redis.xadd("stream", "1-0", { event: "하나" })).toBe("1-0");
    expect(await at.redis.xadd("stream", "7-0", { event: "일곱" }, MAX_50)).toBe("7-0");
    expect(await at.redis.exec(["XRANGE", "stream", "-", "+"])).toEqual([
      ["1-0", ["event", "하나"]],
      ["7-0", ["event", "일곱"]],
    ]);
  });

  it("refuses a stream id that is equal or smaller, or 0-0, or malformed", async () => {
    await at.redis.xadd("stream", "10-0", { e: "1" });
    for (const id of ["10-0", "9-0", "2-5"]) {
      await expect(at.redis.xadd("stream", id, { e: "2" })).rejects.toThrow(
        "equal or smaller than the target stream top item",
      );
    }
    await expect(at.redis.xadd("stream", "0-0", { e: "2" })).rejects.toThrow("must be greater than 0-0");
    await expect(at.redis.xadd("stream", "x-0", { e: "2" })).rejects.toThrow("Invalid stream ID");
    expect(await at.redis.xlen("stream")).toBe(1);
  });

  it("trims a stream to about its maximum, losing only the oldest", async () => {
    const tx = at.redis.multi();
    for (let seq = 1; seq <= 1_000; seq++) tx.xadd("stream", `${seq}-0`, { e: "x" }, MAX_50);
    await tx.exec();
    const ids = ((await at.redis.exec(["XRANGE", "stream", "-", "+"])) as [string][]).map(([id]) => id);
    expect(ids.length).toBeGreaterThanOrEqual(50);
    expect(ids.length).toBeLessThan(400);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => `${1_000 - ids.length + 1 + i}-0`));
  });

  it("trims exactly if requested, by XADD and by XTRIM", async () => {
    const exactly = { trim: { type: "MAXLEN", comparison: "=", threshold: 3 } } as const;
    for (let seq = 1; seq <= 5; seq++) await at.redis.xadd("stream", `${seq}-0`, { e: "x" }, exactly);
    expect(await at.redis.xlen("stream")).toBe(3);
    expect(await at.redis.xtrim("stream", { strategy: "MAXLEN", exactness: "=", threshold: 1 })).toBe(2);
    expect(await at.redis.exec(["XRANGE", "stream", "-", "+"])).toEqual([["5-0", ["e", "x"]]]);
  });

  it("trims a stream to the ids from one on, and adds only to one that exists if requested", async () => {
    const add = (seq: number, least: number) => {
      const trim = { type: "MINID", comparison: "=", threshold: `${least}` } as const;
      return at.redis.xadd("stream", `${seq}-0`, { e: "x" }, { nomkStream: true, trim });
    };
    expect(await add(1, 0)).toBeNull();
    expect(await at.redis.exists("stream")).toBe(0);
    for (const seq of [1, 2, 5]) await at.redis.xadd("stream", `${seq}-0`, { e: "x" });
    expect(await add(9, 2)).toBe("9-0");
    expect(await at.redis.xlen("stream")).toBe(3);
    expect(await at.redis.xtrim("stream", { strategy: "MINID", exactness: "=", threshold: 6 })).toBe(2);
    expect(await at.redis.exec(["XRANGE", "stream", "-", "+"])).toEqual([["9-0", ["e", "x"]]]);
  });

  it("pushes only onto a list that exists if requested", async () => {
    expect(await at.redis.lpushx("list", "a")).toBe(0);
    expect(await at.redis.exists("list")).toBe(0);
    await at.redis.lpush("list", "a");
    expect(await at.redis.lpushx("list", "b", "c")).toBe(3);
    expect(await at.redis.lrange("list", 0, -1)).toEqual(["c", "b", "a"]);
  });

  it("reads a stream's ranges: inclusive, exclusive, limited, backwards", async () => {
    for (const seq of [1, 2, 3, 10, 11]) await at.redis.xadd("stream", `${seq}-0`, { e: `${seq}` });
    const ids = async (...command: [string, ...string[]]) => {
      const entries = (await at.redis.exec(command)) as [string, string[]][];
      return entries.map(([id]) => id);
    };
    expect(await ids("XRANGE", "stream", "3-0", "+")).toEqual(["3-0", "10-0", "11-0"]);
    expect(await ids("XRANGE", "stream", "(3-0", "+")).toEqual(["10-0", "11-0"]);
    expect(await ids("XRANGE", "stream", "2", "(10-0")).toEqual(["2-0", "3-0"]);
    expect(await ids("XRANGE", "stream", "-", "+", "COUNT", "2")).toEqual(["1-0", "2-0"]);
    expect(await ids("XREVRANGE", "stream", "+", "-", "COUNT", "1")).toEqual(["11-0"]);
    expect(await ids("XRANGE", "nothing", "-", "+")).toEqual([]);
    // Without automatic deserialization the client returns Redis's own lists, whatever its types say.
    expect(await at.redis.xrange("stream", "(10-0", "+", 5)).toEqual([["11-0", ["e", "11"]]]);
    expect(await at.redis.xrevrange("stream", "+", "-", 1)).toEqual([["11-0", ["e", "11"]]]);
  });

  it("deletes several keys at once, streams among them", async () => {
    await at.redis.xadd("stream", "5-0", { e: "x" });
    await at.redis.set("text", "x");
    expect(await at.redis.del("stream", "text", "nothing")).toBe(2);
    expect(await at.redis.xadd("stream", "1-0", { e: "x" })).toBe("1-0");
  });

  it("C3: compares and sets in a script", async () => {
    const script = `
      local top = redis.call('LINDEX', KEYS[1], 0) or ''
      if top ~= ARGV[1] then return 0 end
      redis.call('DEL', KEYS[1])
      for i = 3, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
      redis.call('EXPIRE', KEYS[1], ARGV[2])
      return redis.call('LLEN', KEYS[1])`;
    expect(await at.redis.eval(script, ["list"], ["", "100", "둘", "하나"])).toBe(2);
    expect(await at.redis.eval(script, ["list"], ["", "100", "late"])).toBe(0);
    expect(await at.redis.lrange("list", 0, -1)).toEqual(["둘", "하나"]);
    expect(await at.redis.eval(script, ["list"], ["둘", "200", "셋"])).toBe(1);
    expect([await at.redis.lrange("list", 0, -1), await at.redis.ttl("list")]).toEqual([["셋"], 200]);
  });

  it("converts a script's values to replies, and its failures to errors", async () => {
    const run = (script: string, args: string[] = []) => at.redis.eval(script, [], args);
    expect(await run("return {1, 'a', ARGV[1], {2.9}}", ["안녕"])).toEqual([1, "a", "안녕", [2]]);
    expect([await run("return nil"), await run("return false"), await run("return true")]).toEqual([null, null, 1]);
    expect(await run("return redis.call('INCR', 'n') .. '!'")).toBe("1!");
    await expect(run("return redis.error_reply('ERR told so')")).rejects.toThrow("told so");
    await expect(run("return redis.call('LPUSH', 'n', 'x')")).rejects.toThrow("WRONGTYPE");
    await expect(run("return (")).rejects.toThrow("unexpected symbol");
  });

  it("sets once with a time to live (NX PX), and by EX and GET", async () => {
    expect(await at.redis.set("lock", "a", { nx: true, px: 60_000 })).toBe("OK");
    expect(await at.redis.set("lock", "b", { nx: true, px: 60_000 })).toBeNull();
    expect(await at.redis.get("lock")).toBe("a");
    expect(await at.redis.pttl("lock")).toBeGreaterThan(59_000);
    await at.redis.set("lock", "c", { ex: 10 });
    expect([await at.redis.get("lock"), await at.redis.ttl("lock")]).toEqual(["c", 10]);
  });

  it("counts, alone and many at once", async () => {
    const counted = await Promise.all(Array.from({ length: 20 }, () => at.redis.incr("n")));
    expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await at.redis.incrby("n", 5)).toBe(25);
    await at.redis.set("text", "x");
    await expect(at.redis.incr("text")).rejects.toThrow("ERR value is not an integer or out of range");
    expect(await at.redis.get("text")).toBe("x");
  });

  it("returns nil for a missing key", async () => {
    expect([await at.redis.get("nothing"), await at.redis.lindex("nothing", 0)]).toEqual([null, null]);
    expect(await at.redis.lrange("nothing", 0, 49)).toEqual([]);
    expect(await at.redis.mget("nothing", "nobody")).toEqual([null, null]);
  });
});
