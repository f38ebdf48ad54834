import { describe, expect, it } from "vitest";
import { type Block, blocksOf } from "./blocks";

const text = (words: string): Block => ({ type: "text", text: words });
const item = (words: string, number?: number) => ({ text: words, blocks: [], ...(number !== undefined && { number }) });

describe("text", () => {
  it.each([
    ["arrows", "-> 여기\n=> 저기"],
    ["emoticons at the beginning of a line", ">_<\n>.<\n>ㅅ<\n> <\n> _ <\n-_-;;\n*^^*\n>:("],
    ["a lone marker", ">\n-\n*\n1.\n> \n- "],
    ["headings", "# 제목\n제목\n===\n제목\n---"],
    ["rules", "---\n* * *\n- - -\n***"],
    ["tables", "| a | b |\n|---|---|\n| 1 | 2 |"],
    ["indented code", "    if (a) {\n\t\tb();\n    }"],
    ["HTML", "<b>굵게</b>\n<div>\n</div>"],
    ["numbers without a space", "1.5배\n2.0 출시\n10.27 회의"],
    ["a year", "2026. 11. 27. 회의"],
    ["a signature between dashes", "- 끝 -"],
    ["parentheses after numbers", "1) 첫째\n2) 둘째"],
    ["tildes", "~~~\n네~~~\n~~~"],
    ["blank lines", "하나\n\n\n  둘"],
    ["a fence without code", "```"],
    ["a fence with a sentence behind it", "```가 안 닫혔어\n정말"],
    ["code within lines", "```한 줄\n두 줄``` 끝"],
    ["footnotes and reference links", "[^1]: 주\n[a]: https://example.com"],
    ["plus signs", "+ 1\n+ 2"],
  ])("%s", (_, body) => expect(blocksOf(body)).toEqual([text(body)]));
});

describe("code", () => {
  it("keeps its lines, indentation and markers", () => {
    expect(blocksOf("보기:\n```ts\n  a *b*\n\n> c\n```\n끝")).toEqual([
      text("보기:"),
      { type: "code", language: "ts", text: "  a *b*\n\n> c" },
      text("끝"),
    ]);
  });
  it("ends at a fence at least as long as its own", () => {
    expect(blocksOf("````\n```\n````")).toEqual([{ type: "code", text: "```" }]);
  });
  it("without a closing fence goes to the end", () => {
    expect(blocksOf("```\na\nb")).toEqual([{ type: "code", text: "a\nb" }]);
  });
  it("loses the indentation of its fence", () => {
    expect(blocksOf("1. 설치\n   ```\n   npm i\n     x\n   ```")).toEqual([
      { type: "list", items: [item("설치", 1)] },
      { type: "code", text: "npm i\n  x" },
    ]);
  });
});

describe("quotes", () => {
  it("end at the first line without a mark", () => {
    expect(blocksOf("> 하나\n>\n> 둘\n셋")).toEqual([{ type: "quote", blocks: [text("하나\n\n둘")] }, text("셋")]);
  });
  it("may contain quotes, lists and code", () => {
    expect(blocksOf("> > 안\n> - 항목\n> ```\n> 코드\n> ```")).toEqual([
      {
        type: "quote",
        blocks: [
          { type: "quote", blocks: [text("안")] },
          { type: "list", items: [item("항목")] },
          { type: "code", text: "코드" },
        ],
      },
    ]);
  });
  it("are bounded in depth", () => {
    const depth = (blocks: Block[]): number =>
      Math.max(0, ...blocks.map((b) => (b.type === "quote" ? 1 + depth(b.blocks) : 0)));
    expect(depth(blocksOf(`${"> ".repeat(2000)}끝`))).toBe(3);
    expect(depth(blocksOf(`${">".repeat(3000)} 끝`))).toBe(0);
  });
});

describe("lists", () => {
  it("keep the numbers that were typed", () => {
    expect(blocksOf("할 일\n1. 하나\n3. 셋\n\n- 가\n* 나")).toEqual([
      text("할 일"),
      { type: "list", items: [item("하나", 1), item("셋", 3)] },
      { type: "list", items: [item("가"), item("나")] },
    ]);
  });
  it("nest by indentation, and items go on in indented lines", () => {
    expect(blocksOf("- 가\n  이어서\n  - 나\n    1. 다\n- 라")).toEqual([
      {
        type: "list",
        items: [
          {
            text: "가\n이어서",
            blocks: [
              {
                type: "list",
                items: [{ text: "나", blocks: [{ type: "list", items: [item("다", 1)] }] }],
              },
            ],
          },
          item("라"),
        ],
      },
    ]);
  });
  it("are bounded in depth", () => {
    const body = Array.from({ length: 60 }, (_, i) => `${"  ".repeat(i)}- 가`).join("\n");
    const depth = (blocks: Block[]): number =>
      Math.max(0, ...blocks.map((b) => (b.type === "list" ? 1 + Math.max(...b.items.map((i) => depth(i.blocks))) : 0)));
    expect(depth(blocksOf(body))).toBe(3);
  });
});
