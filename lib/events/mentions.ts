/**
 * Finds the users that a text mentions. Screens, counts, sounds and the archive (db/queries/append.ts) all use this one rule: an @
 * mentions the user who was chosen for it (bound by id) if their name follows, else the member with the longest name that follows
 * the @. An @ in code mentions nobody.
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
 * flag: with i and u, k and s would also match the Kelvin sign and the long s, which are not ASCII. `Next.js/` is no host.
 */
const ADDRESS =
  /(?:[hH][tT]{2}[pP][sS]?:\/\/|[wW]{3}\.|(?<![\w.@-])(?:[A-Za-z0-9-]+\.)+(?![jt]sx?\/)[A-Za-z]{2,}\/)[^\s<>"'`\u{80}-\u{10ffff}]*(?:(?<=[/=?&#+%_-])(?:(?=\P{ASCII})[\p{L}\p{M}\p{N}])+(?=[/=?&#+%_-])[^\s<>"'`\u{80}-\u{10ffff}]*)*/gu;
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
const LOCAL_PART_END = /([\p{L}\p{Nd}])(?:(?!\p{Default_Ignorable_Code_Point})[\p{Mn}\p{Mc}])*[_+-]*$/u;
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

/** `isMember: false`: not a member of the room, so only an @ for which they were chosen mentions them. */
export interface Named extends User {
  isMember?: false;
}

/** Known users by the key of their name. */
export type NameIndex = ReadonlyMap<string, Named>;

export function nameIndex(people: Iterable<Named>): NameIndex {
  return new Map(Array.from(people, (user) => [mentionKey(user.username), user]));
}

/** A possible name: its key, and where it ends in the text. */
interface Cut {
  key: string;
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
  for (const [i, { key, open, length }] of clusters.slice(0, NAME_MAX).entries()) {
    end += length;
    if (open) cuts.unshift({ key: tail + open, end });
    tail += key;
    const rest = clusters.slice(i + 1, i + 1 + REST_MAX);
    if (key !== "" && endsName(key, rest.map((each) => each.key).join(""))) cuts.unshift({ key: tail, end });
  }
  return { tail, cuts };
}

/** A character at the beginning of a text, folded. `open`: its syllable without the final consonant that begins other letters. */
interface Cluster {
  key: string;
  open: string | undefined;
  length: number;
}

/** The name characters at the beginning of a text: enough for the longest name and the characters that decide its end. */
function nameClusters(text: string): Cluster[] {
  const clusters: Cluster[] = [];
  for (const { 0: character, index } of text.matchAll(CHARACTER)) {
    const key = fold(character);
    if (clusters.length >= NAME_MAX + REST_MAX || (key !== "" && !isOfName(character, key))) break;
    const length = character.length;
    clusters.push({ key, open: withoutFinal(key, text[index + length]), length });
  }
  return clusters;
}

/** By the number of a final consonant (Unicode's order): that of the first of two, as ㄴ of ㄶ; 0: it is one consonant. */
const FIRST_FINALS = [0, 0, 0, 1, 0, 4, 4, 0, 0, 8, 8, 8, 8, 8, 8, 8, 0, 0, 17];
/** ㄶ, ㅀ, ㅋ and ㅎ. */
const LAUGHTER = [6, 15, 24, 27];

/**
 * Input methods attach the first of typed consonants to the syllable before it: 수 and ㅋㅋ become 숰ㅋ, 민 and ㅎㅎ become 믾ㅎ. This
 * is the syllable without that consonant; undefined: no such consonants follow. At the end of a word only ㅋ and ㅎ count.
 * @param key of the syllable
 */
function withoutFinal(key: string, next = ""): string | undefined {
  const code = key.charCodeAt(0);
  const final = SYLLABLE.test(key) && (code - 0xac00) % 28;
  if (!final || (!/[ㄱ-ㅎ]/.test(next) && (LETTER.test(next) || !LAUGHTER.includes(final)))) return undefined;
  return String.fromCharCode(code - final + (FIRST_FINALS[final] ?? 0));
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
  const possible = possibleMentions(text, known, bound);
  const found = possible.flatMap((names) => longest(names, bound));
  shareSigns(possible, found, bound);
  return found;
}

/** The mentions that each @ may be, longest name first. */
export function possibleMentions(text: string, known: NameIndex, bound: readonly string[]): MentionRange[][] {
  const signs = signsIn(text);
  if (signs.length === 0) return [];
  const ids = new Set(bound.length > 0 ? Array.from(known.values(), ({ id }) => id) : []);
  // Each @ may be that of a chosen user whose name is unknown.
  const areAllKnown = bound.every((id) => ids.has(id));
  const mayBe = ({ id, isMember }: Named) => bound.includes(id) || (areAllKnown && isMember !== false);
  return signs.flatMap(({ start, cuts }) => {
    const names = cuts.flatMap(({ key, end }) => {
      const user = known.get(key);
      return user && mayBe(user) ? [{ start, end, user }] : [];
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
 * Gives each chosen user without an @ one that another chosen user has more than once, as in "@지은이랑 @지은이", if the text has an @
 * for each. Of the two, the user chosen first gets the first @.
 */
function shareSigns(possible: MentionRange[][], found: MentionRange[], bound: readonly string[]): void {
  const has = (id: string) => found.some(({ user }) => user.id === id);
  const without = possible.flat().filter(({ user }) => bound.includes(user.id) && !has(user.id));
  const users = new Map(without.map(({ user }) => [user.id, mentionKey(user.username).length]));
  // Longest name first, so that an @ is free for each shorter one.
  for (const [id] of [...users].sort(([, a], [, b]) => b - a)) {
    const own = possible.flatMap((names, i) => {
      const at = names.findIndex(({ user }) => user.id === id);
      return at < 0
        ? []
        : [{ i, mention: names[at], longer: names.slice(0, at).filter(({ user }) => bound.includes(user.id)) }];
    });
    const rivals = new Set(own.flatMap(({ longer }) => longer.map(({ user }) => user.id)));
    if (own.length <= rivals.size) continue;
    const holderOf = (i: number) => found[i]?.user.id ?? "";
    const free = own.filter(({ i }) => found.filter(({ user }) => user.id === holderOf(i)).length > 1);
    const isFirst = free[0] !== undefined && bound.indexOf(id) < bound.indexOf(holderOf(free[0].i));
    const given = isFirst ? free[0] : free.at(-1);
    if (given?.mention) found[given.i] = given.mention;
  }
}

/** A piece of a text. `user`: the piece mentions them. */
export interface MentionPiece {
  text: string;
  user?: User;
}

/** Splits a text at its mentions, which have their user. The pieces joined are the text. */
export function splitMentions(text: string, mentions: readonly MentionRange[]): MentionPiece[] {
  const pieces: MentionPiece[] = [];
  let last = 0;
  for (const { start, end, user } of mentions) {
    if (start > last) pieces.push({ text: text.slice(last, start) });
    pieces.push({ text: text.slice(start, end), user });
    last = end;
  }
  if (last < text.length) pieces.push({ text: text.slice(last) });
  return pieces;
}

/** Possible names after the @ of a text, for the archive, which knows the names. */
export interface CalledNames {
  /** Keys of the possible names, longest first. */
  names: string[];
  /** How many @ of the text have these possible names. */
  signs: number;
}

/** The possible names after each @ of a text, without duplicates. */
export function calledNames(text: string): CalledNames[] {
  const found = new Map<string, CalledNames>();
  for (const { cuts } of signsIn(text)) {
    const names = cuts.map(({ key }) => key);
    const key = names.join(" ");
    found.set(key, { names, signs: (found.get(key)?.signs ?? 0) + 1 });
  }
  return [...found.values()];
}

/** The words after each @ of a text that may mention somebody, as keys without duplicates. */
export function mentionsIn(text: string): string[] {
  return [...new Set(signsIn(text).map(({ tail }) => tail))];
}

/** Whether one of the words from `mentionsIn` may be this user's name. Certain only with all names known. */
export function mayMention(mentions: readonly string[], username: string): boolean {
  const key = mentionKey(username);
  return mentions.some((tail) => tailAt(tail, 0).cuts.some((cut) => cut.key === key));
}
