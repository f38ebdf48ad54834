/** Schemas of strings that are measured as received (D7). */
import * as z from "zod";
import { hasNoHiddenBreakage } from "./text";
import { maxUnits, type TextKind } from "./text-kind";

/** A string whose limit in characters the caller checks afterwards. Reason: `too_long`. */
export const boundedString = (maxChars: number) => z.string().max(maxUnits(maxChars), { abort: true });

/** Like `boundedString`, for text that Postgres stores or compares. Reasons: `too_long`, `characters`. */
export const boundedText = (maxChars: number) =>
  boundedString(maxChars).refine(hasNoHiddenBreakage, { params: { reason: "characters" }, abort: true });

/** A text of this kind as typed → as stored. Reasons: those of its rules, and `too_long`. */
export const textSchema = ({ maxChars, form, rules }: TextKind) =>
  rules.reduce(
    (schema, [reason, holds]) => schema.refine(holds, { params: { reason }, abort: true }),
    boundedString(maxChars).transform(form),
  );
