import { describe, expect, it } from "vitest";
import { matchOf, mixedPattern, searchKey } from "./name-search";

const matches = (name: string, query: string) => matchOf(name, query) !== undefined;

describe("a name is found by a typed part of it", () => {
  it.each([
    ...[
      [
        "홍길동",
        ["홍", "길동", "길", "동", "ㅎㄱㄷ", "ㅎㄱ", "ㄱㄷ", "홍기", "홍길ㄷ", "홍길도", "호", "ㅎ", "홍기ㄹ", "길ㄷ"],
      ],
    ],
    ...[["Mina-Kim", ["mi", "MINA", "kim", "-k", "ｍｉ"]]],
    ...[["김mina", ["mina", "ㄱ", "gi".slice(2), "김m"]]],
    ...[["민아".normalize("NFD"), ["민아", "ㅁㅇ", "미"]]],
    ...[["값진", ["갑", "값", "ㄱㅈ", "갑ㅅ"]]],
    ...[["홍길동2", ["ㅎㄱㄷ2", "ㄷ2", "홍ㄱㄷ", "ㅎ길동", "ㅎ길ㄷ2", "홍ㄱ도"]]],
    ...[["김_민-A", ["ㄱ_ㅁ", "ㄱ_ㅁ-a", "ㄱㅁ", "ㅁ-A"]]],
    ...[["Straße", ["strasse", "STRASSE", "straß", "ss"]]],
    ...[["Γιώργος", ["ΓΙΏΡΓΟΣ", "γιώργοσ", "ος"]]],
    ...[["パーティー", ["ﾊﾟｰﾃｨ", "パ"]]],
    ...[["Zoë", ["zoe", "ZOE", "zoë", "oe"]]],
    ...[["İpek Åström", ["ipek", "astrom", "İPEK", "i"]]],
    ...[["Søren Łukasz", ["soren", "lukasz", "SØREN"]]],
    ...[["Ἀθηνᾶ Алёна", ["αθηνα", "алена", "Алёна"]]],
    ...[["민수", ["\u1106", "\u1106\u1109", "민\u1109", "ﾱ"]]],
  ] as Array<[string, string[]]>)("%s", (name, queries) => {
    expect(queries.filter((query) => !matches(name, query))).toEqual([]);
    for (const query of queries) expect(matchOf(name, query.normalize("NFD")), query).toBe(matchOf(name, query));
  });

  it("at every step of typing it on a Korean keyboard", () => {
    const steps = {
      미나: ["ㅁ", "미", "민", "미나"],
      달기: ["ㄷ", "다", "달", "닭", "달기"],
      서연: ["ㅅ", "서", "성", "서여", "서연"],
      과일: ["ㄱ", "고", "과", "광", "과이", "과일"],
    };
    for (const [name, typed] of Object.entries(steps)) expect(typed.filter((each) => !matches(name, each))).toEqual([]);
  });

  it.each([
    ["홍길동", "ㄷㄱ"],
    ["강준", "ㅇㅈ"],
    ["종석", "ㅇㅅ"],
    ["홍길동", "ㅎㄷ"],
    ["민아", "준"],
    ["미나", "미누"],
    ["mina", "ㅁ"],
    ["지은", "지은이"],
    ["홍길동2", "ㅎㄷ2"],
    ["홍길동", "홍ㄷ"],
    ["mina2", "ㅁ2"],
    ["がく", "か"],
    ["กำนัน", "กน"],
  ])("%s is not found by %s", (name, query) => expect(matches(name, query)).toBe(false));
});

it("the best match is the whole name, then without accents, its beginning, a part, syllables with consonants", () => {
  expect(["mina", "mína", "mina2", "amina"].map((name) => matchOf(name, "Mina"))).toEqual([0, 1, 2, 4]);
  expect(["Zoe", "Zoë"].map((name) => matchOf(name, "zoë"))).toEqual([1, 0]);
  expect(["가나", "나가나"].map((name) => matchOf(name, "가나"))).toEqual([0, 4]);
  expect([matchOf("가나", "가ㄴ"), matchOf("나가나", "나ㄱㄴ")]).toEqual([3, 5]);
  expect(["미나", "민수", "김민"].map((name) => matchOf(name, "민"))).toEqual([3, 2, 4]);
});

it("of the names with these initial consonants, those that have no others are first, then those that begin with them", () => {
  const names = ["ㅈㅇ", "지은", "지은이", "박지은", "성진"];
  expect(names.map((name) => matchOf(name, "ㅈㅇ"))).toEqual([0, 2, 3, 4, undefined]);
});

it("syllables with consonants are a pattern of a name's letters", () => {
  const isFound = (name: string, query: string) =>
    new RegExp(mixedPattern(query) ?? "^$").test(searchKey(name).split("\n")[0] ?? "");
  for (const query of ["홍ㄱㄷ", "ㅎ길동", "ㅎ길ㄷ2", "홍ㄱ도", "길ㄷ"])
    expect(isFound("홍길동2", query), query).toBe(true);
  for (const query of ["홍ㄷ", "홍ㄱㄹ", "ㄱ길", "ㄷ길"]) expect(isFound("홍길동2", query), query).toBe(false);
  expect([mixedPattern("홍길"), mixedPattern("ㅎㄱ"), mixedPattern("mina")]).toEqual([undefined, undefined, undefined]);
  expect(isFound("김.민", "ㄱ.민")).toBe(true);
  expect(isFound("김a민", "ㄱ.민")).toBe(false);
});

it("the stored key has letters, initial consonants, and initial consonants among other characters", () => {
  expect(searchKey("홍Gil값")).toBe("ㅎㅗㅇgilㄱㅏㅂㅅ\nㅎㄱ\nㅎgilㄱ");
  expect(["길동", "mina", "ㄱㄴ"].map(searchKey)).toEqual(["ㄱㅣㄹㄷㅗㅇ\nㄱㄷ", "mina\n", "ㄱㄴ\nㄱㄴ"]);
});
