import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { calledNames, findMentions, mayMention, mentionKey, mentionsIn, nameIndex, splitMentions } from "./mentions";

const user = (username: string) => ({ id: `id of ${username}`, username });
const people = (...names: string[]) => nameIndex(names.map(user));
const called = (text: string, names: string[], bound: string[] = []) =>
  findMentions(
    text,
    people(...names),
    bound.map((name) => user(name).id),
  ).map((mention) => mention.user.username);

const ENDINGS = [
  ..."님 씨 야 아 이 가 은 는 을 를 의 도 만 께 와 과 에게 한테 이랑 님도 씨는 한테는 님께서 팀장님 형 누나 ㅋㅋ ㅎㅎ ㅠㅠ ㄳ ㄱㄱ".split(
    " ",
  ),
  ..."! ? . , … ... ..고마워 ...고마워 ~ : ; ) ] > 」 👋 ❤️ さん 先生 's".split(" "),
  ...["", " ", "\n", " hello", "님, 안녕"],
];

describe("a name may be followed by any ending", () => {
  it.each(ENDINGS)("@name%s mentions them", (ending) => {
    for (const name of ["민수", "지은", "mina", "jun_2", "준.k", "ㅁㅅ", "田中", "Zoë", "7rooms", "민수-2"]) {
      expect(called(`@${name}${ending}`, [name]), `@${name}${ending}`).toEqual([name]);
    }
  });

  it("a Latin name ends where the word ends", () => {
    for (const text of ["@minata", "@mina2", "@mina_k", "@mina.k", "@mina-k", "@minaé", "@minая", "@mina__x"]) {
      expect(called(text, ["mina"]), text).toEqual([]);
    }
    expect(called("@민수2시에 봐", ["민수"])).toEqual(["민수"]);
    expect(called("@mina--look @mina..ok", ["mina"])).toEqual(["mina", "mina"]);
  });

  it("a symbol is not part of a name, even if it represents letters or digits", () => {
    for (const sign of ["™", "①", "1️⃣", "#️⃣", "²", "℃", "½", "Ⅳ", "ⓐ", "❤️", "🇰🇷", "☝🏿"])
      expect(called(`@mina${sign}`, ["mina"]), sign).toEqual(["mina"]);
  });

  it("a syllable is not split", () => {
    expect(called("@민난", ["민나"])).toEqual([]);
    expect(called("@미난".normalize("NFD"), ["미나"])).toEqual([]);
    expect(called("@e\u0301a", ["e"])).toEqual([]);
  });
});

it("consonants that an input method has joined with the name's last syllable are not part of it", () => {
  const cases = [
    "@민숰ㅋㅋ 민수",
    "@바닼ㅎㅋㅎ 바다",
    "@지믾ㅎ 지민",
    "@서줂ㅎㅎ 서준",
    "@하늟ㅎ! 하늘",
    "@지믾 지민",
    "@수징ㅋ 수지",
    "@수직ㄱ 수지",
  ];
  for (const each of cases) {
    const [text = "", name = ""] = each.split(" ");
    expect(called(text, [name]), text).toEqual([name]);
    expect(called(text.normalize("NFD"), [name]), text).toEqual([name]);
  }
  // A name that ends with such a consonant, or has the letters, is the longer one.
  for (const name of ["부엌", "동녘", "키읔", "히읗"]) expect(called(`@${name}ㅋㅋ`, [name])).toEqual([name]);
  for (const name of ["엌ㅋㅋ", "핰ㅋ"]) expect(called(`@${name} 와`, [name])).toEqual([name]);
  expect(called("@부엌ㅋ", ["부어", "부엌"])).toEqual(["부엌"]);
  expect(called("@하핳ㅎㅎ", ["하하", "하핳"])).toEqual(["하핳"]);
  // Within a word a syllable is whole.
  for (const text of ["@민숰이", "@지믾아", "@민숨"]) expect(called(text, ["민수", "지민"]), text).toEqual([]);
});

describe("text before the @", () => {
  it.each([
    "안녕@민수",
    "＠민수",
    "﹫민수",
    "(@민수",
    "안녕...@민수",
    "고마워.@민수",
    "/@민수",
    "@@민수",
    "안녕_@민수",
    "こんにちは@민수",
    "❤️@민수",
    "1️⃣@민수",
    "🏳️‍🌈@민수",
    "ok@민수",
    "Café@민수님",
    "(https://example.com/a)@민수",
    "https://example.com에서@민수",
    "https://example.com/a,@민수",
    ...[
      "https://a.kr/pr/12(@민수 확인)",
      "https://a.kr(@민수)",
      "https://a.kr/[@민수]",
      "a.kr 그리고 @민수",
      "하나/둘/@민수",
      "프론트는 Next.js/@민수",
      "①@민수 발표",
      "@민숰ㅋㅋ",
      "@민숳ㅎㅎ 네",
    ],
  ])("%s mentions 민수", (text) => expect(called(text, ["민수"])).toEqual(["민수"]));

  it("an @ after a number in a circle is no address", () => {
    expect(called("①@mina 발표 ②@jun 정리", ["mina", "jun"])).toEqual(["mina", "jun"]);
  });

  it.each([
    ...["a@b.com", "user.name@host", "me@home.kr", "user+tag@host", "user_@host", "user-@host", "é@host", "7@host"],
    ...["홍길동@home.kr", "문의는 홍길동@b.com으로", "https://host/@b", "http://a.kr/x?y=@home", "www.host.kr/@home"],
    ...[
      "https://a.kr/가나/@home",
      "https://a.kr/?q=서울&by=@home",
      "https://a.kr/@b/글-제목/@home",
      ...[
        "youtube.com/@home 구독",
        "velog.io/@home",
        "m.youtube.com/@home",
        "봐: github.com/b/@home",
        "a-b.co.kr/x/@home",
      ],
      "a@b.kr에게",
      "ok@집.kr",
    ],
  ])("%s is an address and mentions nobody", (text) => {
    expect(called(text, ["b", "host", "home", "집"])).toEqual([]);
  });

  it.each([
    "@mina@jun",
    "@mina@jun님",
    "@mina_@jun",
    "＠mina＠jun",
    "@Mina.@jun!",
    "cc: @mina-@jun",
    "@mina+@jun",
    "@mina+-@jun",
  ])("%s mentions both: the name after an @ is not the local part of an address", (text) =>
    expect(called(text, ["mina", "jun"])).toEqual(["mina", "jun"]),
  );

  it.each([
    "a@mina@jun",
    "ok-@mina@jun",
    "@mina+tag@jun",
    "@mina@jun.example",
    "@mina@jun.kr에",
    "https://a.kr/@mina@jun",
  ])("%s is or has an address, and does not mention jun", (text) =>
    expect(called(text, ["mina", "jun"])).not.toContain("jun"),
  );

  it("a name that looks like a host is a name if the @ follows no text, or if the name is the whole host", () => {
    expect(called("@home.kr 안녕@home.kr", ["home.kr", "home"])).toEqual(["home.kr", "home.kr"]);
  });
});

describe("the longest known name", () => {
  it("is the one that is mentioned, and the only one", () => {
    expect(called("@지은이 왔어?", ["지은", "지은이"])).toEqual(["지은이"]);
    expect(called("@지은이 왔어?", ["지은"])).toEqual(["지은"]);
    expect(called("@jun.k-님", ["jun", "jun.k"])).toEqual(["jun.k"]);
    expect(called("@민수야 @민수야놀자", ["민수", "민수야놀"])).toEqual(["민수", "민수야놀"]);
  });

  it("is superseded by the user who was chosen", () => {
    expect(called("@지은이 왔어?", ["지은", "지은이"], ["지은"])).toEqual(["지은"]);
    expect(called("@지은이 왔어?", ["지은", "지은이"], ["지은이"])).toEqual(["지은이"]);
  });

  it("of a person who is not a member counts only where that person was chosen", () => {
    const known = nameIndex([user("지은"), { ...user("지은이"), isMember: false }]);
    const read = (text: string, ...bound: string[]) =>
      findMentions(
        text,
        known,
        bound.map((name) => user(name).id),
      ).map((mention) => mention.user.username);
    expect(read("@지은이 왔어?")).toEqual(["지은"]);
    expect(read("@지은이 왔어?", "지은이")).toEqual(["지은이"]);
    expect(read("@지은이랑 @지은 왔어?", "지은이")).toEqual(["지은이", "지은"]);
  });

  it("the @ of a chosen person whose name is unknown is nobody else's", () => {
    expect(called("@지은이 왔어?", ["지은"], ["지은이"])).toEqual([]);
    expect(called("@지은이 @mina", ["지은", "mina"], ["지은이"])).toEqual([]);
    expect(called("@지은이 @mina", ["지은", "mina"], ["지은이", "mina"])).toEqual(["mina"]);
  });

  it("a user who was chosen is not mentioned under another's name", () => {
    expect(called("@mina", ["mina", "jun"], ["jun"])).toEqual(["mina"]);
    expect(called("@minata", ["mina"], ["mina"])).toEqual([]);
  });
});

it("case, width and composition do not matter", () => {
  for (const text of ["@MINA", "@ｍｉｎａ", "＠Mina"]) expect(called(text, ["mina"]), text).toEqual(["mina"]);
  expect(called("@민아 @Zoë".normalize("NFD"), ["민아", "zoë"])).toEqual(["민아", "zoë"]);
  expect(called("@STRASSE", ["straße"])).toEqual(["straße"]);
});

const LETTERS = [..."민수지은아라길동", ..."minakZ", ..."0279", "_", ".", "-", "é", "田", "あ"];
const names = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 2, maxLength: 8 })
  .map((letters) => letters.join(""))
  .filter((name) => /[^_.-]$/.test(name) && /^[^_.-]/.test(name));

describe("any names", () => {
  it("a name followed by a space or an ending mentions that user, whatever other names are known", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(names, { minLength: 1, maxLength: 6, selector: mentionKey }),

        (known) => {
          for (const name of known) expect(called(`안녕 @${name} 왔어?`, known)).toEqual([name]);
          for (const name of known) expect(called(`(@${name})`, known)).toEqual([name]);
        },
      ),
    );
  });

  it("NFD, upper case and full width mention the same", () => {
    fc.assert(
      fc.property(names, (name) => {
        const wide = name.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
        for (const text of [name.normalize("NFD"), name.toUpperCase(), wide])
          expect(called(`@${text} `, [name]), text).toEqual([name]);
      }),
    );
  });

  it("the pieces of a text join to the text, and the archive looks up the same names as the screen", () => {
    const parts = fc.constantFrom(
      "@",
      "＠",
      "민수",
      "민수님",
      "mina",
      " ",
      ".",
      "님",
      "\n",
      "a",
      "👍🏽",
      "https://",
      "\u0301",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, names)), fc.array(names, { maxLength: 5 }), (texts, others) => {
        const text = texts.join("");
        const known = people("민수", "mina", ...others);
        const pieces = splitMentions(text, findMentions(text, known));
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        const drawn = new Set(pieces.flatMap((piece) => piece.user?.id ?? []));
        const found = calledNames(text).flatMap(({ names }) => {
          const longest = names.map((name) => known.get(name)).find((each) => each !== undefined);
          return longest?.id ?? [];
        });
        expect(new Set(found)).toEqual(drawn);
        for (const piece of pieces)
          if (piece.user) expect(mayMention(mentionsIn(text), piece.user.username)).toBe(true);
      }),
    );
  });
});

it("a text full of @ costs little and mentions at most twenty different words", () => {
  const many = Array.from({ length: 30 }, (_, i) => `name${i}`);
  expect(called(many.map((name) => `@${name}`).join(" "), many)).toHaveLength(20);
  for (const text of [
    "@".repeat(4_000),
    "@가".repeat(2_000),
    `@${"가".repeat(32)}`.repeat(121),
    "http://@".repeat(500),
  ]) {
    expect(fastestRun(200, () => calledNames(text))).toBeLessThan(200);
  }
});

it("D7: only the first 400 @ are considered, also if they mention nobody", () => {
  const nobody = (count: number) => "＠".repeat(count);
  expect(mentionsIn(`${nobody(399)}@mina`)).toEqual(["mina"]);
  expect(mentionsIn(`${nobody(401)}@mina`)).toEqual([]);
});

describe("an @ in code mentions nobody", () => {
  it.each([
    ["`@민수` 라고 쓰면", []],
    ["`@민수` 말고 @민수", ["민수"]],
    ["``@민수 ` @민수`` @지은", ["지은"]],
    ["```\n@민수\n@지은\n```\n@mina 봐요", ["mina"]],
    ["```@민수\n코드\n```", []],
    ["보기:\n```js\n@mina()\nclass A {}", []],
    ["> `@민수` 와 @지은\n> ```\n> @mina\n> ```", ["지은"]],
    ["- `@민수`\n  `@mina`\n  - @지은 `@민수`\n1. @mina", ["지은", "mina"]],
    ["**`@민수`**님 **@지은**님", ["지은"]],
    ["［＠］ `＠민수` ＠지은", ["지은"]],
    ["[`@민수`](https://example.com/@mina) @지은", ["지은"]],
  ] as const)("%s", (text, expected) => {
    expect(called(text, ["민수", "지은", "mina"])).toEqual(expected);
    expect(called(text, ["민수", "지은", "mina"], ["민수", "지은", "mina"])).toEqual(expected);
    expect(mentionsIn(text).filter((tail) => mayMention([tail], "민수")).length > 0).toBe(
      (expected as readonly string[]).includes("민수"),
    );
  });

  it.each([
    "`@민수 안 닫힘",
    "`\n\n@민수`",
    String.raw`\`@민수\``,
    "(´･ω･`) @민수 (´･ω･`)",
    "```\n```\n@민수",
    "` ` @민수 ` `",
    "` @민수\n- 항목 `",
  ])("but not after a backtick that begins no code: %s", (text) => expect(called(text, ["민수"])).toEqual(["민수"]));
});
