import { describe, expect, it } from "vitest";
import { usernameKey } from "./username-key";

describe("the key of a username", () => {
  it.each([
    ["Mina", "ｍｉｎａ"],
    ["Mina", "MINA"],
    ["미나", "미나".normalize("NFD")],
    ["straße", "STRASSE"],
    ["ΣΑΣ", "σας"],
    ["𝐌ina", "mina"],
    ["ﬁn", "fin"],
    ["mina", "mіnа"],
    ["MATE", "МАТЕ"],
    ["Paul", "PauI"],
    ["paul1", "paulI"],
    ["b0b", "bob"],
    ["mina", "rnina"],
    ["ОЛЬГА", "ольга"],
  ])("%s and %s have the same key", (a, b) => expect(usernameKey(a)).toBe(usernameKey(b)));

  it("different names stay different", () => {
    const names = ["mina", "mína", "미나", "민아", "mina1", "mi.na", "mi-na", "нина", "van", "nan"];
    expect(new Set(names.map(usernameKey)).size).toBe(names.length);
  });

  it("every Hangul syllable keeps a key of its own, and so does every sequence of them", () => {
    const syllables = Array.from({ length: 0xd7a4 - 0xac00 }, (_, i) => String.fromCharCode(0xac00 + i));
    expect(new Set(syllables.map(usernameKey)).size).toBe(11_172);
    expect(usernameKey("각가")).not.toBe(usernameKey("가까"));
    expect(usernameKey("각가".normalize("NFD"))).toBe(usernameKey("각가"));
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
