/** Kinds of short text, such as names: one list of rules for the schemas of the API and for forms, which load no schema library. */

/** NFC composes one character from at most this many UTF-16 code units. */
const UNITS_PER_CHAR = 4;

/** Untrusted strings are measured as received, before anything normalizes, splits or matches them (D7). */
export const maxUnits = (maxChars: number) => UNITS_PER_CHAR * maxChars;

export interface TextKind<Reason extends string = string> {
  maxChars: number;
  /** As typed → as stored. */
  form: (typed: string) => string;
  /** The first rule that a stored text breaks is the reason for refusing it. */
  rules: readonly (readonly [reason: Reason, holds: (text: string) => boolean])[];
}

/** Why a typed text is refused; undefined if it is accepted. */
export function textProblem<Reason extends string>(
  kind: TextKind<Reason>,
  typed: string,
): Reason | "too_long" | undefined {
  if (typed.length > maxUnits(kind.maxChars)) return "too_long";
  const text = kind.form(typed);
  return kind.rules.find(([, holds]) => !holds(text))?.[0];
}
