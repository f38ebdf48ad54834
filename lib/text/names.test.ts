import { describe, expect, it } from "vitest";
import { reasonOf } from "@/lib/protocol/http/problems";
import { newUsernameSchema, roomNameSchema, usernameSchema } from "./schemas";

const NUL = "\0";
const reason = (schema: typeof usernameSchema, text: string) => {
  const result = schema.safeParse(text);
  return result.success ? "ok" : result.error.issues.map(reasonOf)[0];
};

describe("usernames", () => {
  it.each(["Mina", "미나", "민수_2", "José", "нина", "ミナ", "नमस्ते", "ผู้ใช้", "a.b-c", "ｍｉｎａ", "𝐌ina", "가나"])(
    "D4: %s is a name",
    (name) => expect(reason(usernameSchema, name)).toBe("ok"),
  );

  it.each([
    ["a", "too_short"],
    ["  a  ", "too_short"],
    ["", "too_short"],
    ["a".repeat(33), "too_long"],
    ["가".repeat(33), "too_long"],
    ["mi na", "characters"],
    ["mi@na", "characters"],
    ["..", "characters"],
    ["_-", "characters"],
    ["mi\u200bna", "characters"],
    ["mi\u200dna", "characters"],
    ["\u202enim", "characters"],
    ["mi\u2066na", "characters"],
    ["mi\nna", "characters"],
    [`mi${NUL}na`, "characters"],
    ["mi\ud800", "characters"],
    ["\u3164\u3164", "characters"],
    ["\u1160\u1160", "characters"],
    ["mi\ufe0fna", "characters"],
    ["\ufdfa\ufdfa", "characters"],
    ["😀😀", "characters"],
    [`a${"\u0323".repeat(6)}b`, "characters"],
    ["\u0301ab", "characters"],
  ])("D4: %j is refused: %s", (name, why) => expect(reason(usernameSchema, name)).toBe(why));

  it.each(["미나mina", "mina미나", "さくらサクラ桜", "金철수", "mina_2", "민아123", "Ольга", "Ελένη", "ーメン1"])(
    "%s is one writing system",
    (name) => expect(reason(newUsernameSchema, name)).toBe("ok"),
  );

  it.each(["mіna", "аdmin", "Οlga", "미나нина", "mina桜", "ᎠᎠᎠ", "ꓡꓮꓡ", "mina\u0430", "ｍіｎａ"])(
    "%s mixes scripts, or uses one of no everyday writing",
    (name) => {
      expect(reason(newUsernameSchema, name)).toBe("mixed_scripts");
      expect(reason(usernameSchema, name)).toBe("ok");
    },
  );

  it("D4: lengths count code points, after NFC and trim", () => {
    expect(usernameSchema.parse(` ${"가".normalize("NFD").repeat(32)} `)).toBe("가".repeat(32));
    expect(reason(usernameSchema, "𝐌".repeat(32))).toBe("ok");
  });
});

describe("room names", () => {
  it("D4: 1 to 80 characters after NFC and trim", () => {
    expect(roomNameSchema.parse("  사랑방 👩‍👩‍👧  ")).toBe("사랑방 👩‍👩‍👧");
    expect(reason(roomNameSchema, "방".repeat(80))).toBe("ok");
    expect(reason(roomNameSchema, "방".repeat(81))).toBe("too_long");
  });

  it.each([
    ["   ", "too_short"],
    ["\u200b\u3164", "too_short"],
    ["a\nb", "characters"],
    [`a${NUL}b`, "characters"],
    ["a\udc00b", "characters"],
    ["a\u202eb", "characters"],
  ])("D4: %j is refused: %s", (name, why) => expect(reason(roomNameSchema, name)).toBe(why));
});
