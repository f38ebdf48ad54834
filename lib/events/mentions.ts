/**
 * Finds the users that a text mentions. Screens, counts, sounds and the archive all use this one rule: an @ mentions
 * the user who was chosen for it (bound by id) if their name follows, else the user with the longest known name that
 * follows the @. An @ in code mentions nobody.
 */
import { MENTIONS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import { signsInCode } from "@/lib/text/format/code-signs";

/**
 * Further @ are ignored, to bound the cost of a text: beyond SIGNS_MAX that may mention somebody, and beyond
 * EXAMINED_MAX of any kind.
 */
const SIGNS_MAX = 60;
const EXAMINED_MAX = 400;
/** A name has at most 32 characters. */
const NAME_MAX = 32;
/** Enough code units for the longest name with all its marks, and the characters after it. */
const TAIL_UNITS = 400;
/** This many characters after a name decide whether it has ended. */
const REST_MAX = 4;

/** An @ of any width, followed by the beginning of a name. */
const SIGN = /[@\uff20\ufe6b](?=[\w.-]|[\u0080-\u{10ffff}])/gu;
/**
 * Non-ASCII letters belong to an address only between two of `/=?&#+%_-`; otherwise the address ends before them. No i
 * flag: with i and u, k and s would also match the Kelvin sign and the long s, which are not ASCII.
 */
const ADDRESS =
  /(?:[hH][tT]{2}[pP][sS]?:\/\/|[wW]{3}\.|(?<![\w.@-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\/)[^\s<>"'`\u{80}-\u{10ffff}]*(?:(?<=[/=?&#+%_-])(?:(?=\P{ASCII})[\p{L}\p{M}\p{N}])+(?=[/=?&#+%_-])[^\s<>"'`\u{80}-\u{10ffff}]*)*/gu;
/** An @ after one of these is not part of an address. */
const ENDS_ADDRESS = /[()[\]{}>,;!]/;
/** The host of an e-mail address, after its @. */
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![a-z0-9])/iu;
/** A host with CJK letters in it. */
const CJK_HOST =
  /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*\.(?:[A-Za-z]{2,}(?![A-Za-z0-9])|한국|닷컴|닷넷|中国|中國|台湾|台灣|香港|みんな)/u;

/** One character of a name with its marks; a Hangul syllable may be decomposed. Enough for names, and Intl.Segmenter is slow. */
const CHARACTER =
  /(?:[\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*|[\s\S])[\p{M}\p{Default_Ignorable_Code_Point}]*/gu;
const SYLLABLE = /^[\uac00-\ud7a3]$/;
const ASCII_LETTER = /^[A-Za-z0-9]$/;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
const NAME_CHARACTER = /^[\p{L}\p{M}\p{N}_.-]+$/u;
/** Names never have these, though NFKC turns some into letters or digits: ™, ①, ℃, keycaps. */
const NO_NAME_CHARACTER = /[\p{S}\p{Me}\p{No}\p{Nl}]/u;
/** Scripts without spaces between words: any character may follow a name in them. */
const UNSPACED =
  /[\p{scx=Hangul}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u;
const LETTER = /[\p{L}\p{M}\p{N}]/u;
/**
 * Matches the end of a text that may be the local part of an e-mail address. A full stop is excluded, since it may end
 * a sentence.
 */
const LOCAL_PART_END = /([\p{L}\p{N}])(?:(?!\p{Default_Ignorable_Code_Point})[\p{Mn}\p{Mc}])*[_+-]*$/u;
/** Characters that may join a name and the rest of a longer one. Two full stops or hyphens in a row do not. */
const JOINERS = /^_*[.-]?_*/;

const isSpaced = (character: string) => LETTER.test(character) && !UNSPACED.test(character);

/** One character in the form for comparing names. */
function fold(cluster: string): string {
  if (SYLLABLE.test(cluster)) return cluster;
  if (ASCII_LETTER.test(cluster)) return cluster.toLowerCase();
  const bare = cluster.replace(IGNORABLE, "").normalize("NFKC");
  // Upper before lower case: lower case alone would keep σ and ς, or ß and ss, apart.
  return bare.toUpperCase().toLowerCase().normalize("NFKC");
}

/**
 * The form in which two spellings of a name are one mention: case, width and composition do not matter. Folded one
 * character at a time, since NFKC would join a name with letters behind it (수 and ㄳ).
 */
export function mentionKey(username: string): string {
  return (username.match(CHARACTER) ?? []).map(fold).join("");
}

/** Known users by the key of their name. */
export type NameIndex = ReadonlyMap<string, User>;

export function nameIndex(people: Iterable<User>): NameIndex {
  return new Map(Array.from(people, (user) => [mentionKey(user.username), user]));
}

/** A possible end of a name: the length of its key, and where the name ends in the text. */
interface Cut {
  /** In UTF-16 code units of `tail`. */
  length: number;
  /** Index in the text. */
  end: number;
}

/** An @ that may mention somebody, with the possible names after it. */
interface Sign {
  start: number;
  /** The key of the name characters that follow. */
  tail: string;
  /** Longest first. */
  cuts: Cut[];
}

/** All @ of a text that may mention somebody, in order. */
function signsIn(text: string): Sign[] {
  const signs: Sign[] = [];
  const tails = new Set<string>();
  const starts = Array.from(text.matchAll(SIGN), ({ index }) => index);
  // Most texts have no @, and are not searched for addresses and code.
  if (starts.length === 0) return signs;
  const addresses = addressesIn(text);
  const inCode = signsInCode(text);
  let passed = 0;
  let examined = 0;
  for (const start of starts) {
    if (inCode.has(start)) continue;
    if (signs.length >= SIGNS_MAX || examined++ >= EXAMINED_MAX) break;
    while ((addresses[passed]?.end ?? text.length) <= start) passed++;
    if (isInAddress(text, start, addresses[passed])) continue;
    const isGlued = followsName(text, start, signs.at(-1));
    const least = leastEnd(text, start, isGlued);
    if (least === undefined) continue;
    const { tail, cuts } = tailAt(text, start + 1);
    const possible = cuts.filter(({ end }) => end >= least);
    if (possible.length === 0 || (!tails.has(tail) && tails.size >= MENTIONS_MAX)) continue;
    tails.add(tail);
    signs.push({ start, tail, cuts: possible });
  }
  return signs;
}

/** Whether an @ at this place in a text may begin a mention and is not part of an address. */
export function mayMentionAt(text: string, start: number): boolean {
  const address = addressesIn(text).find(({ end }) => start < end);
  const isGlued = followsName(text, start, signsIn(text.slice(0, start)).at(-1));
  return leastEnd(text, start, isGlued) !== undefined && !isInAddress(text, start, address);
}

interface Span {
  start: number;
  end: number;
}

/** The web addresses of a text. */
function addressesIn(text: string): Span[] {
  return Array.from(text.matchAll(ADDRESS), ({ index, 0: address }) => ({ start: index, end: index + address.length }));
}

/** @param address the first address that ends after this position. */
function isInAddress(text: string, at: number, address: Span | undefined): boolean {
  return address !== undefined && address.start < at && !ENDS_ADDRESS.test(text[at - 1] ?? "");
}

/** Whether only `_`, `+` or `-` are between the longest possible name after an earlier @ and this one, as in "@mina+@jun". */
function followsName(text: string, start: number, earlier: Sign | undefined): boolean {
  const end = earlier?.cuts[0]?.end ?? start + 1;
  return end <= start && start - end <= 16 && /^[_+-]*$/.test(text.slice(end, start));
}

/**
 * The earliest end of a name after this @; undefined: the @ belongs to an e-mail address.
 * @param isGlued whether a name after an earlier @ may end here: the second @ of "@mina@jun" is not part of an address
 */
function leastEnd(text: string, start: number, isGlued: boolean): number | undefined {
  const [, before] = LOCAL_PART_END.exec(text.slice(Math.max(0, start - 16), start)) ?? [];
  if (before === undefined) return start + 2;
  const after = text.slice(start + 1, start + 1 + TAIL_UNITS);
  if (isSpaced(before) && !isGlued) {
    // ok@민아 is a mention; ok@mina, ok@민아.kr and ok@mina.kr are not.
    return UNSPACED.test(after.slice(0, 1)) && !CJK_HOST.test(after) ? start + 2 : undefined;
  }
  // 안녕@민아 and @mina@jun are mentions. 홍길동@example.com is one only if a name covers the whole host.
  const [host = ""] = HOST.exec(after) ?? [];
  return start + 1 + Math.max(1, host.length);
}

function tailAt(text: string, from: number): Pick<Sign, "tail" | "cuts"> {
  const clusters = nameClusters(text.slice(from, from + TAIL_UNITS));
  const cuts: Cut[] = [];
  let [tail, end] = ["", from];
  for (const [i, { key, length }] of clusters.slice(0, NAME_MAX).entries()) {
    tail += key;
    end += length;
    const rest = clusters.slice(i + 1, i + 1 + REST_MAX);
    if (key !== "" && endsName(key, rest.map((each) => each.key).join(""))) cuts.unshift({ length: tail.length, end });
  }
  return { tail, cuts };
}

/** The name characters at the beginning of a text, folded: enough for the longest name and the characters that decide its end. */
function nameClusters(text: string): Array<{ key: string; length: number }> {
  const clusters: Array<{ key: string; length: number }> = [];
  for (const [character] of text.matchAll(CHARACTER)) {
    const key = fold(character);
    if (clusters.length >= NAME_MAX + REST_MAX || (key !== "" && !isOfName(character, key))) break;
    clusters.push({ key, length: character.length });
  }
  return clusters;
}

function isOfName(character: string, key: string): boolean {
  return NAME_CHARACTER.test(key) && !NO_NAME_CHARACTER.test(character);
}

/** Whether a name that ends with `last` can end before `rest`: @minata does not mention mina, @mina님 does. */
function endsName(last: string, rest: string): boolean {
  if (SYLLABLE.test(last) || UNSPACED.test(last)) return true;
  const next = rest.slice(JOINERS.exec(rest)?.[0].length ?? 0);
  return next === "" || !isSpaced(String.fromCodePoint(next.codePointAt(0) ?? 0));
}

/** A mention in a text: from its @ to the end of the name. */
export interface MentionRange {
  start: number;
  end: number;
  user: User;
}

/** @param bound ids of the users who were chosen while it was written, in that order */
export function findMentions(text: string, known: NameIndex, bound: readonly string[] = []): MentionRange[] {
  const possible = possibleMentions(text, known);
  const found = possible.flatMap((names) => longest(names, bound));
  for (const [order, id] of bound.entries()) reassignSign(id, order, { possible, found, bound });
  return found;
}

/** The mentions that each @ may be, longest name first. */
function possibleMentions(text: string, known: NameIndex): MentionRange[][] {
  return signsIn(text).flatMap(({ start, tail, cuts }) => {
    const names = cuts.flatMap(({ length, end }) => {
      const user = known.get(tail.slice(0, length));
      return user ? [{ start, end, user }] : [];
    });
    return names.length > 0 ? [names] : [];
  });
}

/** The longest name of a chosen user, else the longest name. */
function longest(names: readonly MentionRange[], bound: readonly string[]): MentionRange[] {
  const chosen = names.find(({ user }) => bound.includes(user.id)) ?? names[0];
  return chosen ? [chosen] : [];
}

/**
 * Gives a chosen user without an @ one that another chosen user has more than once, as in "@지은이랑 @지은이". The user chosen first gets the
 * first @.
 */
function reassignSign(
  id: string,
  order: number,
  { possible, found, bound }: { possible: MentionRange[][]; found: MentionRange[]; bound: readonly string[] },
): void {
  if (found.some(({ user }) => user.id === id)) return;
  const isShared = ({ user }: MentionRange) => found.filter((other) => other.user.id === user.id).length > 1;
  const free = possible.flatMap((names, i) => {
    const mention = names.find(({ user }) => user.id === id);
    return mention && found[i] && isShared(found[i]) ? [{ i, mention, holder: found[i].user.id }] : [];
  });
  const isFirst = free[0] !== undefined && order < bound.indexOf(free[0].holder);
  const chosen = isFirst ? free[0] : free.at(-1);
  if (chosen) found[chosen.i] = chosen.mention;
}

/**
 * Of the users who were chosen while a text was written, the ids of those whose @name is still in it. Also the ids of
 * users whose longer name was typed out in it, which would otherwise be read as the name of a chosen user.
 * @param chosen one entry for each choice
 */
export function boundIn(text: string, chosen: readonly User[], known: NameIndex = new Map()): string[] {
  const found = chosen.filter((user) => findMentions(text, nameIndex([user])).length > 0);
  const ids = [...new Set(found.map(({ id }) => id))];
  const people = new Map([...known, ...nameIndex(found)]);
  const more = [...new Set([...ids, ...typedBeside(text, people, found)])];
  // If both match one name, they cannot be told apart: the chosen user wins.
  const isRead = new Set(
    possibleMentions(text, people)
      .flatMap((names) => longest(names, more))
      .map(({ user }) => user.id),
  );
  const bound = ids.every((id) => isRead.has(id)) ? more : ids;
  // A user who was chosen, but for an @ that has another name now, is not mentioned.
  const drawn = new Set(findMentions(text, people, bound).map(({ user }) => user.id));
  return bound.filter((id) => drawn.has(id)).slice(0, MENTIONS_MAX);
}

/**
 * The users who were chosen while a text was written, one entry for each @ that mentions them.
 * @param ids their ids, as `boundIn` has returned them
 * @param names names by id, as far as they are known
 */
export function chosenIn(text: string, ids: readonly string[], names: ReadonlyMap<string, string>): User[] {
  const users = ids.flatMap((id) => {
    const username = names.get(id);
    return username === undefined ? [] : [{ id, username }];
  });
  return findMentions(text, nameIndex(users), ids).map(({ user }) => user);
}

/** The ids of users who were not chosen but whose name was typed, where a chosen user's shorter name would be read instead. */
function typedBeside(text: string, people: NameIndex, chosen: readonly User[]): string[] {
  const left = chosen.map(({ id }) => id);
  const take = (id: string) => left.includes(id) && left.splice(left.indexOf(id), 1).length > 0;
  const longest = findMentions(text, people);
  const asChosen = findMentions(text, people, left.slice());
  const others = longest.filter(({ user }) => !take(user.id));
  return others.flatMap(({ start, user }) => {
    const other = asChosen.find((mention) => mention.start === start);
    return other === undefined || other.user.id === user.id || take(other.user.id) ? [] : [user.id];
  });
}

/** A piece of a text. `user`: the piece mentions them. */
export interface MentionPiece {
  text: string;
  user?: User;
}

/** Splits a text into pieces; mentions have their user. The pieces joined are the text. */
export function splitMentions(text: string, known: NameIndex, bound: readonly string[] = []): MentionPiece[] {
  const pieces: MentionPiece[] = [];
  let last = 0;
  for (const { start, end, user } of findMentions(text, known, bound)) {
    if (start > last) pieces.push({ text: text.slice(last, start) });
    pieces.push({ text: text.slice(start, end), user });
    last = end;
  }
  if (last < text.length) pieces.push({ text: text.slice(last) });
  return pieces;
}

/** Possible names after the @ of a text, for the archive, which knows the names. */
export interface CalledName {
  /** Key of the longest possible name. */
  tail: string;
  /** Possible lengths of names, including the longest. In code points of `tail`. */
  cuts: number[];
}

/** The possible names after each @ of a text, without duplicates. */
export function calledNames(text: string): CalledName[] {
  const byTail = new Map<string, Set<number>>();
  for (const { tail, cuts } of signsIn(text)) {
    const lengths = byTail.get(tail) ?? new Set();
    byTail.set(tail, lengths);
    for (const { length } of cuts) lengths.add([...tail.slice(0, length)].length);
  }
  return [...byTail].map(([tail, lengths]) => ({ tail, cuts: [...lengths] }));
}

/** The words after each @ of a text that may mention somebody, as keys without duplicates. */
export function mentionsIn(text: string): string[] {
  return [...new Set(signsIn(text).map(({ tail }) => tail))];
}

/** Whether one of the words from `mentionsIn` may be this user's name. Certain only with all names known. */
export function mayMention(mentions: readonly string[], username: string): boolean {
  const key = mentionKey(username);
  return mentions.some((tail) => tailAt(tail, 0).cuts.some(({ length }) => tail.slice(0, length) === key));
}
