/** The features that Upstash's REST endpoint adds to Redis: pipelines, transactions, encoding, refusals. */
import { expect, it } from "vitest";
import { openRedis } from "@/lib/server/redis/redis";
import { onEachRedis } from "./on-each-redis";

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

onEachRedis((at) => {
  it("returns a result for each command of a pipeline", async () => {
    const replies = await at.redis
      .pipeline()
      .set("text", "a")
      .lpush("text", "b")
      .get("text")
      .exec({ keepErrors: true });
    expect(replies.map(({ result }) => result)).toEqual(["OK", undefined, "a"]);
    expect(replies.map(({ error }) => error?.split(" ")[0])).toEqual([undefined, "WRONGTYPE", undefined]);
  });

  it("runs a transaction completely, and does not stop at a command that fails while it runs", async () => {
    expect(await at.redis.multi().set("n", "1").incr("n").get("n").exec()).toEqual(["OK", 2, "2"]);
    const { status, body } = await at.post("/multi-exec", [
      ["SET", "text", "a"],
      ["LPUSH", "text", "b"],
      ["SET", "text", "c"],
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([{ result: "OK" }, { error: expect.stringMatching(/^WRONGTYPE/) }, { result: "OK" }]);
    expect(await at.redis.get("text")).toBe("c");
  });

  it("runs nothing of a transaction with an invalid command", async () => {
    for (const bad of [
      ["NOSUCH", "x"],
      ["SET", "text"],
    ]) {
      const { status, body } = await at.post("/multi-exec", [["SET", "text", "a"], bad]);
      expect({ status, body }).toEqual({ status: 400, body: { error: expect.stringMatching(/^EXECABORT/) } });
    }
    expect(await at.redis.get("text")).toBeNull();
  });

  it("lets no other command into a transaction", async () => {
    const step = () => at.redis.multi().incr("n").incr("n").incr("n").exec<[number, number, number]>();
    const runs = await Promise.all(Array.from({ length: 20 }, step));
    for (const [first, , third] of runs) expect(third - first).toBe(2);
  });

  it("returns every text unchanged, in lists, streams and alone", async () => {
    await at.redis.rpush("list", ...ODD);
    expect(await at.redis.lrange("list", 0, -1)).toEqual(ODD);
    for (const [i, text] of ODD.entries()) {
      await at.redis.set("text", text);
      expect(await at.redis.get("text")).toBe(text);
      await at.redis.xadd("stream", `${i + 1}-0`, { text });
    }
    const entries = (await at.redis.exec(["XRANGE", "stream", "-", "+"])) as [string, string[]][];
    expect(entries.map(([, fields]) => fields[1])).toEqual(ODD);
  });

  it("encodes as base64 if requested: every text except a whole reply OK", async () => {
    const base64 = { "upstash-encoding": "base64" };
    expect(await at.post("/", ["SET", "text", "안녕"], base64)).toEqual({ status: 200, body: { result: "OK" } });
    const encoded = Buffer.from("안녕").toString("base64");
    expect((await at.post("/", ["GET", "text"], base64)).body).toEqual({ result: encoded });
    expect((await at.post("/", ["GET", "text"])).body).toEqual({ result: "안녕" });
    const pipeline = [["PING"], ["MGET", "text", "nothing"], ["EXISTS", "text"]];
    const expected = [{ result: "UE9ORw==" }, { result: [encoded, null] }, { result: 1 }];
    expect((await at.post("/pipeline", pipeline, base64)).body).toEqual(expected);
    await at.post("/", ["RPUSH", "list", "OK"]);
    expect((await at.post("/", ["LRANGE", "list", "0", "-1"], base64)).body).toEqual({ result: ["T0s="] });
  });

  it("returns a hash as a flat list, as Redis does", async () => {
    await at.redis.hset("hash", { a: "1", 나: "둘" });
    expect((await at.post("/", ["HGETALL", "hash"])).body).toEqual({ result: ["a", "1", "나", "둘"] });
  });

  it("refuses an unknown command, a wrong type, too few arguments and a malformed command", async () => {
    await at.redis.set("text", "x");
    const refused = async (body: unknown) => {
      const answer = await at.post("/", body);
      expect(answer.status).toBe(400);
      return (answer.body as { error: string }).error;
    };
    expect(await refused(["NOSUCH", "x"])).toMatch(/^ERR unknown command 'NOSUCH'/);
    expect(await refused(["LPUSH", "text", "x"])).toMatch(/^WRONGTYPE /);
    expect(await refused(["SET", "text"])).toBe("ERR wrong number of arguments for 'set' command");
    expect(await refused({ SET: "x" })).toMatch(/^ERR /);
    await at.redis.rpush("list", "x");
    expect(await refused(["GET", "list"])).toMatch(/^WRONGTYPE /);
  });

  it("refuses a wrong token and a missing one", async () => {
    const stranger = openRedis({ UPSTASH_REDIS_REST_URL: at.gateway.url, UPSTASH_REDIS_REST_TOKEN: "wrong" });
    await expect(stranger.set("text", "x")).rejects.toThrow("Unauthorized");
    expect(await at.post("/", ["SET", "text", "x"], { authorization: "" })).toEqual({
      ...{ status: 401, body: { error: "Unauthorized" } },
    });
    expect(await at.redis.get("text")).toBeNull();
  });

  it("C4: refuses connections while stopped, so that a caller fails at once", async () => {
    await at.redis.set("text", "x");
    await at.gateway.stop();
    await expect(at.redis.get("text")).rejects.toThrow();
    await at.gateway.start();
    expect(await at.redis.get("text")).toBe("x");
  });
});
