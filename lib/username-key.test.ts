import { describe, expect, it } from "vitest";
import { isReservedName, usernameKey } from "./username-key";

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
  ])("%s and %s are one", (a, b) => expect(usernameKey(a)).toBe(usernameKey(b)));

  it("different names stay different", () => {
    const names = ["mina", "mína", "미나", "민아", "mina1", "mi.na", "mi-na", "нина", "van", "nan"];
    expect(new Set(names.map(usernameKey)).size).toBe(names.length);
  });

  it("every Hangul syllable stays itself, and so does every order of them", () => {
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

describe("names of the house", () => {
  it.each([
    "admin",
    "Admin",
    "AdmIn",
    "аdmin",
    "ＡＤＭＩＮ",
    "ad_min",
    "r00t",
    "관리자",
    "관리자".normalize("NFD"),
    "운영-자",
    "admín",
    "Ådmïn",
    "mødérator",
    "ad̲min",
    "관리자님",
    "운영자1",
    "운영팀_공식",
    "공식.사랑방",
    "사랑방지기님",
    "official_sarangbang",
    "SarangbangTeam",
    "sarangbang-admin",
    "the.real.admin",
    "admin_2024",
    "007admin",
    "adm1n",
    "4dmin",
    "system.admin",
    "support-bot",
  ])("%s is reserved", (name) => expect(isReservedName(name)).toBe(true));
  it.each([
    "mina",
    "관리",
    "administra",
    "rooty",
    "방장",
    "민수",
    "mina_official",
    "the_mina",
    "팀장님",
    "2024",
    "root_beer",
    "사랑방손님",
  ])("%s is not", (name) => expect(isReservedName(name)).toBe(false));

  it("D7: checking a name is fast, whatever its letters", () => {
    for (const name of ["x".repeat(32), "adminx".repeat(5), "\ufdfa".repeat(32), "부".repeat(32), "0".repeat(32)]) {
      const began = performance.now();
      isReservedName(name);
      expect(performance.now() - began, name).toBeLessThan(50);
    }
  });
});
