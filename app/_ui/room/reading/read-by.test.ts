import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { said } from "@/tests/harness/said";
import { countOfReaders, readBy } from "./read-by";

const log = [said(1, "mina"), said(2, "jun"), said(4, "mina"), said(5, "ara")];
const stands = (readers: Record<string, number>, messages = log) =>
  Object.fromEntries(readBy(messages, readers, "mina"));

describe("readBy", () => {
  it("puts each reader at the newest own message that they have read", () => {
    expect(stands({ jun: 2, ara: 5, bora: 4 })).toEqual({ 1: ["jun"], 4: ["ara", "bora"] });
  });

  it("leaves out the user themselves, and people who have read none of the user's messages", () => {
    expect(stands({ mina: 5, jun: 0 })).toEqual({});
  });

  it("puts nobody at a deleted message or a system message", () => {
    const gone = log.map((each) => (each.seq === 4 ? { ...each, deletedAt: 6 } : each));
    expect(stands({ ara: 5 }, gone)).toEqual({ 1: ["ara"] });
    expect(stands({ ara: 6 }, [...log, said(6, "mina", { notice: { what: "renamed" } })])).toEqual({ 4: ["ara"] });
  });

  it("shows each reader at most once, and only at a message that they have read", () => {
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
  it("counts people who have read the newest own message, without the user themselves", () => {
    expect(countOfReaders(log, { 3: 40, 4: 1, 5: 120 }, "mina")).toEqual({ seq: 4, count: 120 });
  });

  it("is undefined if nobody else has read it, or the user has no message", () => {
    expect(countOfReaders(log, { 3: 40, 4: 1 }, "mina")).toBeUndefined();
    expect(countOfReaders(log, { 5: 9 }, "bora")).toBeUndefined();
  });
});
