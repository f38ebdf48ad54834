/** D7: every route checks the length of a text before any slow work on it: normalizing, case folding, matching. */

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { REQUEST_MAX_BYTES } from "@/lib/protocol/http/parameters";
import { fastestRun } from "@/tests/harness/cpu-time";
import { fieldsOf, stringsIn } from "@/tests/harness/servers/schemas";
import { apiRoutes } from "@/tests/matrix/routes";
import { optionsOf } from "./http/handle";

const routes = (await apiRoutes()).map(({ name, handler }) => ({ name, options: optionsOf(handler) }));
const schemas = routes.flatMap(({ name, options }) =>
  (["body", "query", "params"] as const).flatMap((part) => {
    const schema = options?.[part];
    return schema ? [{ place: `${name} ${part}`, schema }] : [];
  }),
);

/** Texts that are slow to normalize, fold or compare, each as long as a body may be. */
const EXPENSIVE = [
  "\ufdfa",
  "\u0301",
  "\u0323\u0301",
  "\u1e9b\u0323",
  "각".normalize("NFD"),
  "ß",
  "𝐌",
  "🏳️‍🌈",
  "a\u0301",
  " ",
].map((text) => text.repeat(Math.floor(REQUEST_MAX_BYTES / text.length)));
const BUDGET_MS = 5;

it("premise: the routes have schemas, and the strings in a schema are found", () => {
  expect(schemas.length).toBeGreaterThan(30);
  expect(stringsIn(z.object({ a: z.string().transform(Number).default(1), b: z.array(z.string()) }), "x")).toHaveLength(
    2,
  );
});

describe.each(schemas)("D7: $place", ({ place, schema }) => {
  it("every string refuses a text as long as a whole body, before any transformation", () => {
    const lenient = stringsIn(schema, place).filter((each) =>
      EXPENSIVE.some((text) => each.schema.safeParse(text).success),
    );
    expect(lenient.map((each) => each.place)).toEqual([]);
  });

  it("parses a text of the maximum body length in any field within the CPU budget", () => {
    for (const field of fieldsOf(schema)) {
      for (const text of EXPENSIVE) {
        const took = fastestRun(BUDGET_MS, () => schema.safeParse({ [field]: text }));
        expect(took, `${field}: ${text.slice(0, 4)}`).toBeLessThan(BUDGET_MS);
      }
    }
  });
});
