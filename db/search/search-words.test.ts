/** The database's function search_words, on PGlite: it must have a lexeme for everything that a term's pattern matches. */
import { readFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FOLDED_WORD, FOLDING, fold, PAIRED } from "@/lib/text/search/characters";
import { termOf } from "@/lib/text/search/term";

const ROOM = "01a20be0-8951-75d7-b1e2-05599409dba1";
const migration = readFileSync(new URL("../migrations/0013_search.sql", import.meta.url), "utf8");
const [definition = ""] = migration
  .split("--> statement-breakpoint")
  .filter((text) => text.includes("CREATE FUNCTION"));

let db: PGlite;
beforeAll(async () => {
  db = await PGlite.create();
  await db.exec(definition);
}, 60_000);
afterAll(() => db.close());

/** The index's and the pattern's answer, and JavaScript's. */
async function finds(body: string, text: string) {
  const { pattern, lexemes } = termOf(text);
  const query = lexemes.join(" & ");
  const { rows } = await db.query<{ indexed: boolean; matches: boolean }>(
    "select search_words($1, $1, $2) @@ $3::tsquery as indexed, normalize($2, NFC) ~ $4 as matches",
    [ROOM, body, query === "" ? "'#05599409dba1'" : query, pattern],
  );
  const inJavaScript = new RegExp(pattern, "u").test(body.normalize("NFC"));
  return { ...rows[0], indexed: query === "" || rows[0]?.indexed, inJavaScript };
}
const EVERYWHERE = { indexed: true, matches: true, inJavaScript: true };

describe("a message is found", () => {
  it.each([
    ["오늘회의", ["회의", "오늘", "늘회의", "오", "의", "회", "ㅎㅇ", "ㅇㄴㅎㅇ", "ㅎ", "늘ㅎ", "ㅎ의"]],
    ["회의에서 봐요".normalize("NFD"), ["회의", "회의에서", "봐요", "ㅎㅇㅇㅅ", "회의".normalize("NFD")]],
    ["ㅎㅇ 반가워 ㅠㅠ ㅋㅋㅋ", ["ㅎㅇ", "ㅠㅠ", "ㅋㅋ", "ㅠ", "ㅂㄱㅇ", "반ㄱ"]],
    ["Let's meet Minä at Straße 12", ["mee", "MEET", "mina", "Minä", "ＭＩＮＡ", "straße", "12", "let's"]],
    ["ﬁx: getUserById(user_id, 3.14) => null;", ["getuser", "user_", "getUserById(user_id", "3.14", ".14", "=> n"]],
    ["Zoë Çelik Ｆｕｌｌ ｗｉｄｔｈ９", ["zoe", "celik", "full", "width9", "ＷＩＤＴＨ"]],
    ["Привет, Алёна", ["привет", "ПРИВ", "алена"]],
    ["v2회의3월", ["v2", "회의", "3", "v2회의", "의3월"]],
    ["会議室で👍🏽", ["会議", "議室", "で", "👍", "👍🏽", "室で👍"]],
    ["สวัสดีครับ", ["สวัสดี", "ครับ"]],
    ["참고：hello", ["hello", "참고"]],
    ["a".repeat(60), ["a".repeat(60), "a".repeat(40), "aaa"]],
  ])("%s", async (body, texts) => {
    for (const text of texts) expect(await finds(body, text), text).toEqual(EVERYWHERE);
  });
});

it.each([
  ["회사 의자", "회의"],
  ["회의", "의회"],
  ["가나 나다", "가나다"],
  ["unmeet", "meet"],
  ["112", "12"],
  ["user", "users"],
  ["하나", "ㅎㅇ"],
])("%s is not found by %s", async (body, text) => {
  const found = await finds(body, text);
  expect([found.matches, found.inJavaScript]).toEqual([false, false]);
});

it("a match in any text is in the index, and Postgres matches like JavaScript", async () => {
  const character = fc.constantFrom(
    ..."회의하나ㅎㅇㅠㅋabcABCéÉßæÆ019_ \n.-(['\"\\:#@%가각힣한か漢字ーﾊーｅЖё👍❤️\u0301\u1106".normalize("NFC"),
  );
  const text = fc.array(character, { minLength: 1, maxLength: 14 }).map((all) => all.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.nat(13), fc.integer({ min: 1, max: 6 }), async (body, from, length) => {
      const part = body.slice(from, from + length).trim();
      if (part === "" || !part.isWellFormed()) return;
      const { indexed, matches, inJavaScript } = await finds(body, part);
      expect(matches).toBe(inJavaScript);
      if (matches) expect(indexed).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it("the migration has the same folding and the same classes of characters", async () => {
  expect(definition).toContain(`'${FOLDING.from}'`);
  expect(definition).toContain(`'${FOLDING.to}'`);
  const escaped = (points: string) =>
    [...points]
      .map((each) => {
        const hex = (each.codePointAt(0) ?? 0).toString(16);
        if (/[ -~]/.test(each)) return each;
        return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
      })
      .join("");
  expect(definition).toContain(`'[${escaped(FOLDED_WORD)}]+'`);
  expect(definition).toContain(`'[${escaped(PAIRED)}]+'`);
  expect(fold(fold("ÅǺΆЁ"))).toBe(fold("ÅǺΆЁ"));
});

// On a busy machine. A quadratic search of the text would take many times as long.
it("D7: the largest message takes less than a second", async () => {
  const begun = performance.now();
  await db.query("select search_words($1, $1, $2)", [ROOM, "회의".repeat(2_000)]);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
