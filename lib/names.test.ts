import { describe, expect, it } from "vitest";
import { reasonOf } from "./api";
import { roomNameSchema, usernameKey, usernameSchema } from "./names";

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

  it("D4: lengths count code points, after NFC and trim", () => {
    expect(usernameSchema.parse(` ${"가".normalize("NFD").repeat(32)} `)).toBe("가".repeat(32));
    expect(reason(usernameSchema, "𝐌".repeat(32))).toBe("ok");
  });
});

describe("the key of a username", () => {
  it.each([
    ["Mina", "ｍｉｎａ"],
    ["Mina", "MINA"],
    ["미나", "미나".normalize("NFD")],
    ["straße", "STRASSE"],
    ["ΣΑΣ", "σας"],
    ["𝐌ina", "mina"],
    ["ﬁn", "fin"],
  ])("%s and %s are one", (a, b) => expect(usernameKey(a)).toBe(usernameKey(b)));

  it("different names stay different", () => {
    const names = ["mina", "mína", "미나", "민아", "mina1", "mi.na", "mi-na"];
    expect(new Set(names.map(usernameKey)).size).toBe(names.length);
  });

  it("is its own key, for every character that a name may hold", () => {
    const unstable: string[] = [];
    let seen = 0;
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = point >= 0xd800 && point <= 0xdfff ? "" : String.fromCodePoint(point);
      if (!/[\p{L}\p{Nd}\p{Mn}\p{Mc}]/u.test(character)) continue;
      seen++;
      const key = usernameKey(`a${character}b`);
      if (usernameKey(key) !== key) unstable.push(character);
    }
    expect(seen).toBeGreaterThan(100_000);
    expect(unstable).toEqual([]);
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
