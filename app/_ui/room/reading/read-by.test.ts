import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { said } from "@/tests/harness/said";
import { countOfReaders, readBy } from "./read-by";

const log = [said(1, "mina"), said(2, "jun"), said(4, "mina"), said(5, "ara")];
const stands = (readers: Record<string, number>, messages = log) =>
  Object.fromEntries(readBy(messages, readers, "mina"));

describe("readBy", () => {
  it("puts everybody at the newest own message that they have read", () => {
    expect(stands({ jun: 2, ara: 5, bora: 4 })).toEqual({ 1: ["jun"], 4: ["ara", "bora"] });
  });

  it("leaves out oneself, and who has read none of one's own", () => {
    expect(stands({ mina: 5, jun: 0 })).toEqual({});
  });

  it("puts nobody at a deleted message or a notice", () => {
    const gone = log.map((each) => (each.seq === 4 ? { ...each, deletedAt: 6 } : each));
    expect(stands({ ara: 5 }, gone)).toEqual({ 1: ["ara"] });
    expect(stands({ ara: 6 }, [...log, said(6, "mina", { notice: { what: "renamed" } })])).toEqual({ 4: ["ara"] });
  });

  it("shows nobody twice, and nobody at what they have not read", () => {
    const readers = fc.dictionary(fc.constantFrom("jun", "ara", "bora", "mina"), fc.nat(8));
    fc.assert(
      fc.property(readers, (upTo) => {
        const placed = [...readBy(log, upTo, "mina")].flatMap(([seq, ids]) => ids.map((id) => ({ seq, id })));
        expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
        for (const { seq, id } of placed) expect(upTo[id]).toBeGreaterThanOrEqual(seq);
      }),
    );
  });
});

describe("countOfReaders", () => {
  it("counts who stands at the newest own message or after it, without oneself", () => {
    expect(countOfReaders(log, { 3: 40, 4: 1, 5: 120 }, "mina")).toEqual({ seq: 4, count: 120 });
  });

  it("is silent where nobody else has read it, or nothing is one's own", () => {
    expect(countOfReaders(log, { 3: 40, 4: 1 }, "mina")).toBeUndefined();
    expect(countOfReaders(log, { 5: 9 }, "bora")).toBeUndefined();
  });
});
