import fc from "fast-check";
import { expect, it } from "vitest";
import { newId } from "../lib/ids";
import { fromClient } from "../lib/protocol";
import { parseFrame } from "./frames";

const answerOf = (data: unknown) => {
  const parsed = parseFrame(data);
  return "frame" in parsed ? "frame" : parsed.refusal.reason;
};

it("D4: whatever comes, the answer is a frame of the schema or a typed refusal", () => {
  const anything = fc.oneof(fc.string({ unit: "binary" }), fc.json({ maxDepth: 6 }), fc.anything());
  fc.assert(
    fc.property(anything, (data) => {
      const parsed = parseFrame(data);
      if ("frame" in parsed) expect(fromClient.safeParse(parsed.frame).success).toBe(true);
      else expect(["invalid", "too_long"]).toContain(parsed.refusal.reason);
    }),
    { numRuns: 2_000 },
  );
});

it("D4: a good frame with any one field replaced, cut short or nested deep is never an error", () => {
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

it("D4: 16 KiB are taken, one byte more is too long, counted in bytes of UTF-8", () => {
  const pad = (length: number) => `{"type":"sync","after":1,"pad":"${"x".repeat(length)}"}`;
  const around = pad(0).length;
  expect(answerOf(pad(16_384 - around))).toBe("frame");
  expect(answerOf(pad(16_385 - around))).toBe("too_long");
  expect(answerOf(`{"type":"sync","after":1,"pad":"${"가".repeat(5_500)}"}`)).toBe("too_long");
});
