/** One word or phrase of a search: how the index finds candidates, and how a message is compared. */
import { KEYBOARD_LETTERS, LONE_JAMO } from "../name-search";
import { FOLDED_WORD, fold, initialOf, isInitial, PAIRED, spellingsOf, syllablesOf, WORD } from "./characters";

export interface Term {
  /** The regular expression that a message must match, the same in JavaScript (flag `u`) and in Postgres. */
  pattern: string;
  /** Lexemes that the index has for every such message, in the syntax of `tsquery`. Empty for punctuation, which is not indexed. */
  lexemes: string[];
}

/** Of a longer word, the index has only the beginning. */
const LEXEME_MAX_CHARS = 40;

/** @param text not empty, without white space at its ends */
export function termOf(text: string): Term {
  const folded = fold(text).replace(LONE_JAMO, (jamo) => KEYBOARD_LETTERS.get(jamo) ?? jamo);
  return { pattern: patternOf(folded), lexemes: [...new Set(lexemesOf(folded))] };
}

const STARTS_WITH_WORD = new RegExp(`^[${FOLDED_WORD}]`, "u");

function patternOf(folded: string): string {
  // A word is found from its beginning. After the first one, the character before it is part of the term.
  const boundary = STARTS_WITH_WORD.test(folded) ? `(?<![${WORD}])` : "";
  return boundary + folded.split(/\s+/).map(literally).join("\\s+");
}

function literally(part: string): string {
  return Array.from(part, (character) => {
    if (isInitial(character)) return `[${syllablesOf(character)}]`;
    const spellings = spellingsOf(character);
    return spellings === character ? escaped(character) : `[${[...spellings].map(escapedInClass).join("")}]`;
  }).join("");
}

const escaped = (character: string) => character.replace(/[\^$\\.*+?()[\]{}|/]/, "\\$&");
const escapedInClass = (character: string) => character.replace(/[\^\\[\]-]/, "\\$&");

const PIECES = new RegExp(`[${PAIRED}]+|[${FOLDED_WORD}]+`, "gu");
const IS_PAIRED = new RegExp(`^[${PAIRED}]`, "u");

function lexemesOf(folded: string): string[] {
  return [...folded.matchAll(PIECES)].flatMap(({ 0: piece, index }) => {
    if (IS_PAIRED.test(piece)) return pairsOf([...piece]);
    const word = [...piece].slice(0, LEXEME_MAX_CHARS).join("");
    const isWhole = index + piece.length < folded.length || word !== piece;
    return [isWhole ? quoted(word) : beginningWith(word)];
  });
}

/** The lexemes of pairs of characters, or of their first consonants if the term has only a consonant. */
function pairsOf(characters: readonly string[]): string[] {
  const [first = ""] = characters;
  if (characters.length === 1) return [beginningWith(first)];
  return characters.slice(1).flatMap((after, i) => {
    const before = characters[i] ?? "";
    if (!isInitial(before) && !isInitial(after)) return [quoted(before + after)];
    const [one, two] = [initialOf(before), initialOf(after)];
    return one && two ? [quoted(one + two)] : [];
  });
}

// The characters of a lexeme are neither quotes nor backslashes.
const quoted = (lexeme: string) => `'${lexeme}'`;
const beginningWith = (lexeme: string) => `'${lexeme}':*`;
