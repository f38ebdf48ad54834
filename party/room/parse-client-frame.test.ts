import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { fastestRun } from "@/tests/harness/cpu-time";
import { parseClientFrame } from "./parse-client-frame";

const answerOf = (data: unknown) => {
  const parsed = parseClientFrame(data);
  return "frame" in parsed ? "frame" : parsed.refusal.reason;
};

it("D4: any input gives a frame of the schema or a typed refusal", () => {
  const anything = fc.oneof(fc.string({ unit: "binary" }), fc.json({ maxDepth: 6 }), fc.anything());
  fc.assert(
    fc.property(anything, (data) => {
      const parsed = parseClientFrame(data);
      if ("frame" in parsed) expect(clientFrame.safeParse(parsed.frame).success).toBe(true);
      else expect(["invalid", "too_long"]).toContain(parsed.refusal.reason);
    }),
    { numRuns: 2_000 },
  );
});

it("D4: a valid frame with any one field replaced, truncated or deeply nested never throws", () => {
  const good = { type: "send", clientId: newId(), body: "안녕", replyTo: 1 };
  const field = fc.constantFrom(...(Object.keys(good) as Array<keyof typeof good>));
  fc.assert(
    fc.property(field, fc.jsonValue({ maxDepth: 8 }), fc.nat(), (name, value, cut) => {
      const text = JSON.stringify({ ...good, [name]: value });
      expect(["frame", "invalid", "too_long"]).toContain(answerOf(text));
      expect(["frame", "invalid", "too_long"]).toContain(answerOf(text.slice(0, cut % text.length)));
    }),
    { numRuns: 2_000 },
  );
  expect(answerOf("[".repeat(16_000))).toBe("invalid");
  expect(answerOf(`{"type":"send","body":${"[".repeat(8_000)}${"]".repeat(8_000)}}`)).toBe("invalid");
});

it("D4: 36 KiB are accepted, one byte more is too long, counted in bytes of UTF-8", () => {
  const pad = (length: number) => `{"type":"sync","after":1,"pad":"${"x".repeat(length)}"}`;
  const around = pad(0).length;
  expect(answerOf(pad(36_864 - around))).toBe("frame");
  expect(answerOf(pad(36_865 - around))).toBe("too_long");
  expect(answerOf(`{"type":"sync","after":1,"pad":"${"가".repeat(12_300)}"}`)).toBe("too_long");
});

describe("D4: a refusal of a frame that is too long names its clientId", () => {
  const refusalOf = (data: string) => {
    const parsed = parseClientFrame(data);
    return "refusal" in parsed ? parsed.refusal : undefined;
  };
  const clientId = newId();
  const heavy = "\u0001".repeat(6_200);
  it.each([
    ["before the body", { type: "send", clientId, body: heavy }],
    ["after the body", { type: "edit", seq: 1, body: heavy, clientId }],
    ["where the body tells of another", { type: "send", body: `"clientId":"other"${heavy}`, clientId }],
  ])("%s", (_, frame) => {
    expect(refusalOf(JSON.stringify(frame))).toEqual({ reason: "too_long", clientId });
  });

  it("a clientId is not found if it is too long, in the middle, or missing; a megabyte takes no time", () => {
    for (const text of [
      JSON.stringify({ clientId: "x".repeat(100), body: heavy }),
      JSON.stringify({ a: heavy, clientId, b: heavy }),
      JSON.stringify({ body: `"clientId":"other"${heavy}` }),
    ]) {
      expect(refusalOf(text)).toEqual({ reason: "too_long" });
    }
    const megabyte = JSON.stringify({ body: '"clientId":'.repeat(80_000) });
    expect(fastestRun(5, () => refusalOf(megabyte))).toBeLessThan(5);
  });
});
