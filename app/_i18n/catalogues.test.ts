import { createTranslator, type RichTranslationValues } from "use-intl/core";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import ko from "./ko.json";
import type { Locale } from "./locale";

type Catalogue = { [key: string]: string | Catalogue };

function flatten(catalogue: Catalogue, path = ""): Map<string, string> {
  const entries = Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)],
  );
  return new Map(entries);
}

/** The arguments of a message, found by formatting it until no argument is missing. Fails if the message does not parse. */
function argumentsOf(locale: Locale, message: string): string[] {
  const values: RichTranslationValues = {};
  for (;;) {
    let problem: string | undefined;
    const t = createTranslator({ locale, messages: { m: message }, onError: (error) => (problem = error.message) });
    t.rich("m", values);
    if (!problem) return Object.keys(values).sort();
    const tag = /Value for "(\w+)" must be of type function/.exec(problem)?.[1];
    if (tag && typeof values[tag] !== "function") {
      values[tag] = (chunks) => chunks;
      continue;
    }
    const missing = /variable "(\w+)" was not provided/.exec(problem)?.[1];
    if (!missing || missing in values) throw new Error(`${message}: ${problem}`);
    values[missing] = 1;
  }
}

const korean = flatten(ko);
const english = flatten(en);

describe("catalogues", () => {
  it("finds an argument inside a plural", () => {
    expect(argumentsOf("en", "{a} {n, plural, one {# by {b}} other {#}}")).toEqual(["a", "b", "n"]);
  });

  it("finds a tag and the argument in it", () => {
    expect(argumentsOf("en", "<b>{a}</b> came")).toEqual(["a", "b"]);
  });

  it("have the same keys", () => {
    expect([...english.keys()]).toEqual([...korean.keys()]);
  });

  it.each([...korean.keys()])("%s takes the same arguments in both languages", (key) => {
    expect(argumentsOf("en", english.get(key) ?? "")).toEqual(argumentsOf("ko", korean.get(key) ?? ""));
  });

  /** `은/는`, `이/가`, `을/를`, `와/과` and `(으)로` depend on the last sound of the word before, so no argument may stand there. */
  const afterName = /\}(<\/\w+>)?[’”)]?(은|는|이|가|을|를|와|과|으로|로|이라고|라고|\(.\).?)(?![가-힣])/;

  it.each(["{name}은 갔다", "‘{name}’(으)로 가기", "<b>{name}</b>를 지웠다"])(
    "finds a particle after an argument: %s",
    (text) => {
      expect(text).toMatch(afterName);
    },
  );

  it.each([...korean])("%s has no particle that depends on an argument", (_, text) => {
    expect(text).not.toMatch(afterName);
  });

  it("contain no empty text", () => {
    expect([...korean, ...english].filter(([, text]) => !text.trim())).toEqual([]);
  });
});
