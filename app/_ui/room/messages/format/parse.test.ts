import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMentions, nameIndex } from "@/lib/events/mentions";
import { plainText } from "@/lib/text/format/plain-text";
import { MESSAGES } from "@/tests/e2e/corpus";
import { countingParser } from "@/tests/harness/counting-parser";
import { messageTree, parse } from "./parse";
import type { FormatBlock, Inline } from "./tree";

const people = {
  known: nameIndex([
    { id: "1", username: "민아" },
    { id: "2", username: "_jun_" },
  ]),
  bound: undefined,
};

/** A tree as short text: `b(…)`, `i(…)`, `s(…)`, `spoiler(…)`, `code(…)`, `a(text → host)`, `@(…)`. */
const NAMES = { bold: "b", italic: "i", strike: "s", spoiler: "spoiler" };
function written(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.text;
      if (node.type === "code") return `code(${node.text})`;
      if (node.type === "mention") return `@(${node.text})`;
      if (node.type === "address") return `a(${node.text})`;
      if (node.type === "link")
        return `link(${written(node.children)} → ${node.href}${node.host ? ` shows ${node.host}` : ""})`;
      return `${NAMES[node.type]}(${written(node.children)})`;
    })
    .join("");
}
function blocks(all: readonly FormatBlock[]): string {
  return all
    .map((block) => {
      if (block.type === "text") return written(block.children);
      if (block.type === "code") return `pre[${block.language ?? ""}](${block.text})`;
      if (block.type === "quote") return `quote(${blocks(block.blocks)})`;
      return block.items.map((i) => `item${i.number ?? ""}(${written(i.children)}${blocks(i.blocks)})`).join("");
    })
    .join("/");
}
const shown = (body: string) => {
  const tree = parse(body, people);
  return tree && blocks(tree);
};

describe("formats", () => {
  it.each([
    ["**마크다운(Markdown)**을", "b(마크다운(Markdown))을"],
    ["이것은**강조**입니다", "이것은b(강조)입니다"],
    ["**“인용”**이라고", "b(“인용”)이라고"],
    ["太字は**「強調」**です。", "太字はb(「強調」)です。"],
    ["这是**重点（important）**内容", "这是b(重点（important）)内容"],
    ["*italic* and _italic_", "i(italic) and i(italic)"],
    ["**bold** and __bold__", "b(bold) and b(bold)"],
    ["***both***", "i(b(both))"],
    ["~~지난 값~~을 지움", "s(지난 값)을 지움"],
    ["범인은 ||집사||야", "범인은 spoiler(집사)야"],
    ["||**굵은** `코드`||", "spoiler(b(굵은) code(코드))"],
    ["`a *b* @민아 https://example.com`", "code(a *b* @민아 https://example.com)"],
    ["``a`b``", "code(a`b)"],
    ["```한 줄 코드```", "code(한 줄 코드)"],
    ["**한\n두**", "b(한\n두)"],
    ["un**frigging**believable", "unb(frigging)believable"],
    ["**a *b* c**", "b(a i(b) c)"],
    ["```ts\nconst a = '**';\n```", "pre[ts](const a = '**';)"],
    ["> **굵게**\n대답", "quote(b(굵게))/대답"],
    ["- *가*\n- @민아\n1. `다`", "item(i(가))item(@(@민아))/item1(code(다))"],
  ])("%s", (body, expected) => expect(shown(body)).toBe(expected));
});

describe("text that is not a format", () => {
  it.each([
    "네~ 알겠습니다~",
    "네~~ 알겠습니다~~",
    "좋아~~그래~~",
    "~한 줄~ ~~~세 개~~~",
    "*^^*",
    "반가워요 *^^* 저도요 *^^*",
    "ㅠ_ㅠ 아 ㅠ_ㅠ",
    ">_< 아 >_<",
    "(>_<) (>_<)",
    ">.<",
    "-_-;; 아 -_-;;",
    "*_* 헐 *_*",
    "(*´▽｀*) (*´ω｀*)",
    "(´･ω･`) 아 (´･ω･`)",
    "*ㅅ* *o*",
    "^_^ ^_^",
    "@_@ @_@",
    "_(:3」∠)_",
    ":) :*",
    "2*3*4",
    "2**3**4",
    "3개*2개*4개 5*6=30, 7*8",
    "a * b * c",
    "**",
    "** 안녕 **",
    "****",
    "**!** *?*",
    "_",
    "snake_case_name_here",
    "_강조_는",
    "__init__.py",
    "-> 여기 => 저기",
    "a || b || c",
    "if(a||b||c)",
    "|| ||",
    "||||",
    "# 제목",
    "제목\n===",
    "| a | b |\n|---|---|",
    "    코드\n    둘",
    "<b>굵게</b> <!-- 주석 --> &amp; &#60;",
    "![그림](https://example.com/a.png)",
    "[^1] 각주",
    "[글][ref]\n\n[ref]: https://example.com",
    "[글](javascript:alert(1))",
    "[글](data:text/html,x)",
    "[글](https://bank.example@evil.example/)",
    "[글](//example.com)",
    "[글](/rooms)",
    "<https://example.com>",
    "1.5배 10.27",
    "https://example.com/a_b_c?d=*e*&f=*g*",
    "@_jun_ 안녕 @_jun_",
    String.raw`C:\new\temp \d+\.\d+ \\server\share`,
  ])("%s", (body) => expect(shown(body)?.replace(/a\(([^)]*)\)/g, "$1")).toBeUndefined());
});

describe("a format that would draw nothing is text", () => {
  it.each([
    "```\n```",
    "```\n\u3164\n\n```",
    "` `",
    "`\u200b`",
    "앞 `\u2060 ` 뒤",
    "|| ||",
    "||\u3164||",
    "||\u200b\u00ad||",
    "[\u200b](https://example.com)",
    "[\u3164 \u2800](https://example.com)",
    "**\u3164**",
    "~~\u2800~~",
    "*\u115f*",
    "> \u3164",
    "- \uffa0",
    "1. \u2800",
  ])("%j", (body) => expect(shown(body)?.replace(/a\(([^)]*)\)/g, "$1") ?? body).toBe(body));

  it("in a quote, in a list and between other texts, which keep their formats", () => {
    expect(shown("> ```\n> ```")).toBe("quote(```\n```)");
    expect(shown("**가**\n```\n\n```\n- 나")).toBe("b(가)/```\n\n```/item(나)");
    expect(shown("` ` 글 `코드`")).toBe("` ` 글 code(코드)");
  });
});

describe("escapes", () => {
  it.each([
    [String.raw`\*별\*`, "*별*"],
    [String.raw`\**별**`, "**별**"],
    [String.raw`\\*별*`, String.raw`\i(별)`],
    [String.raw`\`코드\``, "`코드`"],
    [String.raw`\~~선~~`, "~~선~~"],
    [String.raw`\||가림||`, "||가림||"],
    [String.raw`\[글](https://example.com)`, "[글](a(https://example.com))"],
    [String.raw`\> 인용`, "> 인용"],
    [String.raw`\- 항목`, "- 항목"],
    [String.raw`1\. 항목`, "1. 항목"],
    [String.raw`¯\_(ツ)_/¯ **네**`, String.raw`¯\_(ツ)_/¯ b(네)`],
  ])("%s", (body, expected) => expect(shown(body)).toBe(expected));
});

describe("addresses and mentions inside formats stay as they are", () => {
  it.each([
    ["**https://example.com/a_b**입니다", "b(a(https://example.com/a_b))입니다"],
    ["*@민아* **@민아님**", "i(@(@민아)) b(@(@민아)님)"],
    ["> @민아 https://example.com에서", "quote(@(@민아) a(https://example.com)에서)"],
    ["_https://example.com/a_b_", "i(a(https://example.com/a_b))"],
    ["||https://example.com||", "spoiler(a(https://example.com))"],
    ["~~https://example.com/x~~", "s(a(https://example.com/x))"],
    ["~~https://example.com/~~는", "s(a(https://example.com/))는"],
    ["~~보기 https://example.com/x/~~ 끝", "s(보기 a(https://example.com/x/)) 끝"],
    ["(https://example.com/a_(b)) **굵게**", "(a(https://example.com/a_(b))) b(굵게)"],
    ["@_jun_ **네**", "@(@_jun_) b(네)"],
  ])("%s", (body, expected) => expect(shown(body)).toBe(expected));
});

it("no more people are mentioned in parts of a text than in all of it", () => {
  const many = Array.from({ length: 26 }, (_, i) => ({ id: `${i}`, username: `학생${i + 10}` }));
  const known = nameIndex(many);
  for (const before of ["- ", "1. ", "> ", "**굵게** ", ""]) {
    const body = many.map(({ username }) => `${before}@${username}님`).join("\n\n");
    const drawn = blocks(messageTree(body, { known, bound: undefined })).match(/@\(@학생\d+\)/g) ?? [];
    expect(drawn.length, before).toBe(20);
  }
});

it("parts of a text mention the same people as all of it", () => {
  const names = ["지은", "지은이", "지은이야", "mina"].map((username) => ({ id: username, username }));
  const mentioned = (nodes: readonly Inline[]): string[] =>
    nodes.flatMap((node) =>
      node.type === "mention" ? [node.user.id] : "children" in node ? mentioned(node.children) : [],
    );
  const drawn = (all: readonly FormatBlock[]): string[] =>
    all.flatMap((block) => {
      if (block.type === "text") return mentioned(block.children);
      if (block.type === "quote") return drawn(block.blocks);
      if (block.type === "code") return [];
      return block.items.flatMap((item) => [...mentioned(item.children), ...drawn(item.blocks)]);
    });
  const tree = (body: string, bound: string[]) => drawn(messageTree(body, { known: nameIndex(names), bound }));
  expect(tree("- @지은\n- @지은이", ["지은", "지은이"])).toEqual(["지은", "지은이"]);
  expect(tree("- @지은이\n- @지은이", ["지은", "지은이"])).toEqual(["지은", "지은이"]);
  expect(tree("@지은이가\n\n> @지은이를 **@mina**", ["지은이", "지은"])).toEqual(["지은이", "지은", "mina"]);
  const pieces = ["@지은이", "@지은", "＠지은이야", "@mina", "`@지은`", "```@a\n@지은\n```", "**", " ", "가"];
  const between = fc.constantFrom("", " ", "\n", "\n\n", "\n- ", "\n  - ", "\n> ", "\n> - ", "\n1. ", "\n```\n", "`");
  const bound = fc.uniqueArray(fc.constantFrom(...names.map(({ id }) => id)));
  const texts = fc.array(fc.tuple(between, fc.constantFrom(...pieces)), { maxLength: 12 });
  fc.assert(
    fc.property(texts, bound, (parts, ids) => {
      const body = parts.flat().join("");
      const called = findMentions(body, nameIndex(names), ids).map(({ user }) => user.id);
      expect(tree(body, ids)).toEqual(called);
    }),
  );
});

describe("written links", () => {
  it.each([
    ["[검색](https://example.com/?filter[a]=b)", "link(검색 → https://example.com/?filter[a]=b)"],
    ["[풀이](https://example.com/[백준]-1)", "link(풀이 → https://example.com/[%EB%B0%B1%EC%A4%80]-1)"],
    ["[문서](https://example.com/a_b_c)를", "link(문서 → https://example.com/a_b_c)를"],
    [
      "[위키](https://ko.wikipedia.org/wiki/서울_(동음이의))",
      "link(위키 → https://ko.wikipedia.org/wiki/%EC%84%9C%EC%9A%B8_(%EB%8F%99%EC%9D%8C%EC%9D%B4%EC%9D%98))",
    ],
    ["[편지](mailto:mina@example.com)", "link(편지 → mailto:mina@example.com)"],
    ["[**굵은** 글](https://example.com)", "link(b(굵은) 글 → https://example.com/)"],
    ["[https://bank.com](https://evil.com)", "link(https://bank.com → https://evil.com/ shows evil.com)"],
    ["[bank.com](https://evil.com/bank.com)", "link(bank.com → https://evil.com/bank.com shows evil.com)"],
    ["[ｂａｎｋ．com](https://evil.com)", "link(ｂａｎｋ．com → https://evil.com/ shows evil.com)"],
    ["[bank\u200b.com](https://evil.com)", "link(bank\u200b.com → https://evil.com/ shows evil.com)"],
    ["[me@bank.com](https://evil.com)", "link(me@bank.com → https://evil.com/ shows evil.com)"],
    ["[a@b.com](mailto:c@d.com)", "link(a@b.com → mailto:c@d.com shows c@d.com)"],
    ["[a@b.com](mailto:c@b.com)", "link(a@b.com → mailto:c@b.com shows c@b.com)"],
    ["[www.example.com](https://example.com)", "link(www.example.com → https://example.com/)"],
  ])("%s", (body, expected) => expect(shown(body)).toBe(expected));
});

it.each([
  "**마크다운(Markdown)**을 *써* 보세요",
  "~~취소~~ ||비밀 아님||",
  "> 인용 **굵게**\n대답",
  "- 가\n- _나_\n  1. `다`",
  "[문서](https://example.com) ***둘 다***",
  "太字は**「強調」**です",
  String.raw`\*별\* *별*`,
  "네~ ㅠ_ㅠ *^^* 2*3*4 -_-;; a || b",
  "**https://example.com/a**입니다",
  "```js\na\n```\n끝",
  "**봐요 https://example.com/a**은 ~~https://example.com/b~~는",
  "**(https://example.com)**은 [https://example.com/a](https://example.com/b)에서",
  "```\n```\n` ` [\u3164](https://example.com) ||\u200b||",
])("a preview agrees with the parser: %s", (body) => {
  const flat = (all: readonly FormatBlock[]): string =>
    all
      .map((block) => {
        if (block.type === "code") return block.text;
        if (block.type === "quote") return flat(block.blocks);
        if (block.type === "text") return bare(block.children);
        return block.items
          .map((i) =>
            [
              `${i.number ? `${i.number}.` : "•"} ${bare(i.children)}`,
              ...(i.blocks.length ? [flat(i.blocks)] : []),
            ].join("\n"),
          )
          .join("\n");
      })
      .join("\n");
  const bare = (nodes: readonly Inline[]): string =>
    nodes.map((n) => (n.type === "spoiler" ? "▒▒▒▒" : "children" in n ? bare(n.children) : n.text)).join("");
  const tree = parse(body, people);
  expect(plainText(body)).toBe(tree ? flat(tree) : body);
});

describe("D7: any text is parsed in linear time, without an error", () => {
  function steps(body: string): number {
    const counting = countingParser();
    parse(body, people, counting.parser);
    return counting.steps();
  }

  it.each([
    "*a_ ",
    "_a*",
    "*a **b ",
    "***a ",
    "a***b**c*",
    "~~a ||b **c ",
    "||a~~",
    "> ",
    ">",
    "- ",
    "- a\n  ",
    "> - 1. ",
    "`",
    "` ``",
    "```a\n",
    "```\n",
    "[",
    "[a](",
    "[a](https://a",
    "![[a]](https://a.b)",
    "[](",
    "](https://a",
    "\\",
    "\\*",
    "\\\\_",
    "*_~|",
    "https://a.b/*_",
    "@민아*",
    "(*",
    "*(",
    "**가**나",
    "\n\n",
    "|",
    "~",
  ])("%s", (unit) => {
    const of = (units: number) => unit.repeat(Math.ceil(units / unit.length)).slice(0, units);
    const [short, long] = [steps(of(1_000)), steps(of(4_000))];
    // Four times the text: a quadratic parser would need 16 times the steps.
    expect(long).toBeLessThan(6 * short + 200);
    expect(long).toBeLessThan(60 * 4_000);
  });

  it("formats inside formats beyond all sense are shown as they were written", () => {
    expect(parse(`${"*a **b ".repeat(20)}${"c** d* ".repeat(20)}`, people)).toBeUndefined();
    expect(parse("**a** ".repeat(2_000), people)).toBeUndefined();
  });

  it("the corpus of hostile texts", () => {
    for (const body of Object.values(MESSAGES)) expect(() => parse(body, people)).not.toThrow();
    expect(
      Object.entries(MESSAGES)
        .filter(([, body]) => parse(body, people))
        .map(([name]) => name),
    ).toEqual([]);
  });

  it("every letter of a message is shown, in its order", () => {
    const pieces = [
      "*",
      "_",
      "~",
      "|",
      "`",
      "[",
      "]",
      "(",
      ")",
      ">",
      "-",
      "\\",
      " ",
      "\n",
      "\n\n",
      "1. ",
      "- ",
      "> ",
      "!",
    ];
    const words = [
      "가",
      "나 ",
      "@민아",
      "😀",
      "a",
      "2",
      "㉠",
      "\u202e",
      "**",
      "~~",
      "||",
      "```",
      "](https://a.b)",
      "https://a.b/",
    ];
    const letters = (text: string) => text.match(/[가-힣㉠]/gu)?.join("");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 60 }), (parts) => {
        const tree = parse(parts.join(""), people);
        if (tree) expect(letters(blocks(tree))).toBe(letters(parts.join("")));
      }),
      { numRuns: Number(process.env.FUZZ_BODIES ?? 2_000) },
    );
  });
});
