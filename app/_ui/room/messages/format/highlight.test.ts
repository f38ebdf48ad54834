import { describe, expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { highlight } from "./highlight";

const CODE: [string, string][] = [
  ["ts", 'const a: string = "가"; // 주석\nexport function f() {\n\treturn a + `b`;\n}\n'],
  ["py", 'def f(x):\n    """글"""\n    return x ** 2  # 주석\n'],
  ["sh", "curl -s https://example.com | jq '.a' # 주석"],
  ["json", '{"가": [1, true, null]}'],
  ["sql", "SELECT * FROM a WHERE b = '가' -- 주석"],
  ["html", '<p class="a">글</p>'],
  ["css", "a { color: #fff; } /* 주석 */"],
  ["go", 'func main() { fmt.Println("a") }'],
  ["rust", 'fn main() { let x: &\'static str = "a"; }'],
  ["diff", "- a\n+ b"],
  ["yaml", "a:\n  - b: '가'"],
  ["kt", 'fun main() = println("a")'],
];

it.each(CODE)("code in %s keeps every character", (language, code) => {
  const tokens = highlight(code, language);
  expect(tokens?.map(({ value }) => value).join("")).toBe(code);
  expect(new Set(tokens?.map(({ look }) => look)).size).toBeGreaterThan(1);
});

it("an unknown language has no colours", () => {
  expect(highlight("가", "한국어")).toBeUndefined();
  expect(highlight("가", "constructor")).toBeUndefined();
  expect(highlight("a", "text")).toBeUndefined();
});

describe("D7: any code takes linear time in each language", () => {
  const UNITS = [
    '"',
    "`",
    "/*",
    "//",
    "<a ",
    "</",
    "{",
    "${`",
    "a.",
    "'",
    "\\",
    "\n",
    "#",
    "-- ",
    "가",
    "/a",
    "<!--",
    "=> {",
    "x = /",
    '"""',
  ];
  it.each(CODE.map(([language]) => language))("%s", (language) => {
    for (const unit of UNITS) {
      const code = unit.repeat(Math.ceil(8_000 / unit.length));
      expect(
        fastestRun(100, () => highlight(code, language)),
        `${language} ${unit}`,
      ).toBeLessThan(100);
    }
  });
});
