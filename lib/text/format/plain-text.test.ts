import { describe, expect, it } from "vitest";
import { plainText } from "./plain-text";

describe("a preview shows a message's text without its markers", () => {
  it.each([
    ["**마크다운(Markdown)**을", "마크다운(Markdown)을"],
    ["*이탤릭* _italic_ __굵게__ ***둘 다***", "이탤릭 italic 굵게 둘 다"],
    ["~~취소~~했어 `코드`와 ``a`b``", "취소했어 코드와 a`b"],
    ["범인은 ||집사||야", "범인은 ▒▒▒▒야"],
    ["[문서](https://example.com/a_b)를 보세요", "문서를 보세요"],
    ["> 인용\n대답", "인용\n대답"],
    ["- 가\n- 나\n1. 다", "• 가\n• 나\n1. 다"],
    ["```ts\nconst a = 1;\n```", "const a = 1;"],
    [String.raw`\*별\* 1\. 하나 \> 셋`, String.raw`*별* 1\. 하나 \> 셋`],
    ["**굵고 *기운* 글**", "굵고 기운 글"],
    ["太字は**「強調」**です", "太字は「強調」です"],
    ["**봐요 https://example.com/a**은", "봐요 https://example.com/a은"],
    [
      "~~옛 주소 https://example.com~~는 *새 https://example.com/*을",
      "옛 주소 https://example.com는 새 https://example.com/을",
    ],
    [
      "**(https://example.com)**에서 **https://example.com.**그리고",
      "(https://example.com)에서 https://example.com.그리고",
    ],
    ["[https://example.com/a](https://example.com/b)은", "https://example.com/a은"],
    ["**[글 https://example.com](https://example.com)**도", "글 https://example.com도"],
  ])("%s", (body, expected) => expect(plainText(body)).toBe(expected));
});

describe("it leaves other texts as they are", () => {
  it.each([
    "네~ 알겠습니다~",
    "네~~ 알겠습니다~~",
    "*^^*",
    "*_* 헐 *_*",
    "ㅠ_ㅠ ㅠ_ㅠ",
    "-_-;; 아 -_-;;",
    ">_< (>_<) >_<",
    "2*3*4 x**2+y**2",
    "** 안녕 **",
    "snake_case_name",
    "https://example.com/a_b_c?d=*e*",
    String.raw`¯\_(ツ)_/¯ C:\new\[a]`,
    "a || b || c",
    "https://ko.wikipedia.org/wiki/**굵게**에서",
    "https://example.com/*a*](https://example.com)",
  ])("%s", (body) => expect(plainText(body)).toBe(body.replace(String.raw`\[`, "[")));
});

it("a spoiler stays hidden where a preview is cut in its middle", () => {
  expect(plainText("범인은 ||바로 그", true)).toBe("범인은 ▒▒▒▒");
  expect(plainText("범인은 ||바로 그")).toBe("범인은 ||바로 그");
});
