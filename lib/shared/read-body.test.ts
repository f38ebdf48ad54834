import { describe, expect, it } from "vitest";
import { readBodyAtMost } from "./read-body";

const bytes = (text: string) => new TextEncoder().encode(text);

function streamOf(...parts: string[]) {
  const waiting = [...parts];
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = waiting.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(bytes(next));
    },
    // Never settles, like a sender that does not end.
    cancel() {
      isCancelled = true;
      return new Promise(() => {});
    },
  });
  return { body, isCancelled: () => isCancelled };
}

describe("D7: a body that is read up to a limit", () => {
  it.each([
    [["abc", "def"], 6, "abcdef"],
    [["abc", "def"], 7, "abcdef"],
    [["", "a"], 1, "a"],
    [[], 0, ""],
  ])("%j within %i bytes is %j", async (parts, limit, text) => {
    expect(await readBodyAtMost(streamOf(...parts), limit)).toEqual(bytes(text));
  });

  it("is empty if there is none", async () => {
    expect(await readBodyAtMost({ body: null }, 10)).toEqual(new Uint8Array());
  });

  it("is refused at the first part beyond the limit, without waiting for the sender", async () => {
    const sent = streamOf("abc", "d", ...Array.from({ length: 100 }, () => "e"));
    expect(await readBodyAtMost(sent, 3)).toBe("too_large");
    expect(sent.isCancelled()).toBe(true);
  });

  it("counts bytes, not characters", async () => {
    expect(await readBodyAtMost(streamOf("사"), 2)).toBe("too_large");
    expect(await readBodyAtMost(streamOf("사"), 3)).toEqual(bytes("사"));
  });

  it("fails if the connection breaks", async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("broken")) });
    await expect(readBodyAtMost({ body }, 10)).rejects.toThrow("broken");
  });
});
