import { matchAt } from "./address-host";

/** A letter of a script without spaces between words, which may follow an address directly. */
const UNSPACED =
  /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u;

/**
 * Characters that end an address: space, controls (bidi ones too), quotes, arrows, circled numbers, currency signs, and Chinese, Japanese and Korean
 * punctuation.
 */
const STOP =
  /(?=\P{ASCII})\p{Sc}|[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f\u2b00-\u2b11\u2460-\u249b\u2776-\u2793\s\p{Cc}\p{Cf}\p{Co}\p{Cs}<>"`\\^|“”‘‚„‛«»‹›…‥—―\u3000-\u3003\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/u;
/** Non-ASCII signs such as ’ – · ☆ ×. They belong to an address only between two letters, or after a letter of a title. */
const JOINER = /(?=\P{ASCII})[\p{P}\p{S}]/u;
const LETTER = /[\p{L}\p{N}]/u;
const EMOJI = /(?=\P{ASCII})\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}/u;
const ASCII_ALNUM = /[a-z0-9]/i;
const UNSPACED_RUN = new RegExp(`(?:${UNSPACED.source}|\\p{M})+`, "uy");
const ANOTHER_ADDRESS = /https?:\/\//iy;
const KEYCAP = /[\d#*]\ufe0f?\u20e3/uy;
const PARAMETER = /\?[^\s=&?]{1,40}=/y;
/** Brackets within the name of a file or page: the name continues after them. */
const BRACKETED = /[([][^\s()[\]/]{1,60}[)\]](?:\.[a-z0-9]|[_=&%-][\w%])/iy;
const POSSESSIVE = /['’]s(?![\w/=?&#%-])/iy;
const TILDES = /~~?/y;
const CLOSING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
const CLOSED_BY: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
const REST_OF_LINE = /[^\n]{0,200}/y;

/** Path segments and parameters whose value is a title or a search term, in any language. */
const BEFORE_TITLE =
  /^(?:wiki|w|entry|tags?|topics?|hashtags?|search|explore|title|categor(?:y|ies)|keywords?|place|q|query|k|name|text|s)$/i;
/** Segments and parameters of BEFORE_TITLE after which there always is a title: without it, the address would lead nowhere. */
const ALWAYS_BEFORE_TITLE = /^(?:wiki|w|entry|title|keywords?|q|query|k|name|text|s)$/i;
/** Path segments of BEFORE_TITLE that are also followed by numbers, as in /place/123456; the others only by long ones. */
const NUMBER_OR_TITLE = /^(?:place|entry)$/i;
const LONG_NUMBER_OR_TITLE = /^(?:title|topics?|category|tags?|search|explore)$/i;
/** Percent-encoded bytes of a letter that is not ASCII, and a slash after it. */
const ENCODED_LETTER = /%[89a-f][0-9a-f]\/?$/i;
/** Parameters of BEFORE_TITLE that also have numbers as values, as in `?s=20`. */
const CODE_PARAMETER = /^[ks]$/i;
/** Names of BEFORE_TITLE that count only as parameters: after a path segment such as /s/ or /k/ comes a code, not a title. */
const PARAMETER_ONLY = /^[qks]$|^(?:name|text)$/i;

const of = (...words: string[]) => `(?:${words.join("|")})`;
const PARTICLE = of(
  "은|는|이|가|을|를|의|도|만|과|와|나|야|아|랑|께|엔|임|요|들|뿐|인",
  "(?:에서|에게|에|으로|로|께서|한테|하고|이랑|까지|부터|처럼|보다|마다|같이|대로|만큼|밖에|조차|마저|이나|라도|이라도|란|이란|이라는|라는|이라고|라고|이든)(?:은|는|도|만|의|까지|부터|서|서는|서도|요)?",
  "(?:이|입|인|일|였|이었|예|에|라|네|죠|이네|이죠|이고|이며|이지|이니|이면|이라)(?:다|니다|니까|니다만|까|데|데요|지|지만|지요|가|가요|에요|예요|야|요|고요|며|면|서|니|어요|습니다)",
  "[ㄱ-ㅣ]+",
);
const PARTICLE_ALONE = new RegExp(`^${PARTICLE}$`, "u");
/** Particles that end a title after a digit. Without 의 and 인, since titles such as 2의 and 1인 contain them. */
const AFTER_NUMBER = /^(?:은|는|이|가|을|를|에|에서|으로|로|이랑|입니다|이에요|예요)$/u;
/**
 * Korean particles and endings that begin no common word: directly after an address, they begin the rest of the sentence. Some begin
 * names (이고은, 라고스, 인데버), so these must be followed by a known ending.
 */
const CLEAR_START =
  /^(?:에서|에선|에다가|으로|으론|이던데|이더라|이었[어나는습]|이거든|이라네|이랍니다|이죠|라는데|입니당|이에용|임다|입니다|입니까|이에요|이예요|예요|까지|부터(?!$)|한테|처럼|인가요|이라는|에는|에도(?=$)|이?라고(?=[하합해했부불])|(?:이랑|인데|이?라고|이며|이고)[는도만요]?$|[ㄱ-ㅣ]+$)/u;
/**
 * Korean particles and endings that end no common word: at the end of an address, they belong to the sentence. Some end a word of one
 * more letter (앞으로, 끝까지), so these follow at least two.
 */
const CLEAR_END =
  /(?:(?<=.)(?:에서(?:는|도|만)?|입니다만?|입니까|이에요|이예요|예요)|(?<=..)(?:으로(?:는|도|만)?|인데요?|까지(?:는|도|만)?|부터(?:는)?|(?<!아틀리|소믈리|펠리|[띠티]|올리비|파티시)에|를|(?<![마가노고])을|[ㄱ-ㅣ]+))$/u;
/** Like CLEAR_END, in Japanese, Chinese and Thai. */
const OTHER_CLEAR_END =
  /(?<=..)(?:(?:นะ)?(?:ครับ|ค่ะ|คะ)|を(?:参照|参考|見て?|ご覧|読んで|確認|チェック|クリック|開いて)?(?:ください|下さい)?|です[かねよ]?|でした|だよ|から|まで|的|吗|嗎|呢|吧)$/u;
const CLEAR_ALONE = /^(?:에|엔|을|를|는)$/u;
/** Words that point at the address before them. They are no names of pages. */
const POINTING =
  /^(?:이거|이것|이건|이게|여기|여긴|봐|보세요|보셈|(?:は|が|を)?(?:こちら|これ)|[这這][个個]?)(?:[은는이가도요서에봐랑]|봐요|보세요|봐봐|視頻|视频)?$/u;
/** Words that begin the sentence after a title without Korean letters. */
const AFTER_TITLE = /^(?:여기|이거|이건|이게|참고|보세요|보셨|보시|봐|봤|검색|확인|클릭|읽어)/u;
/** Endings of a sentence: they do not even end the last word of a title. */
const SENTENCE_END = /(?:입니다만?|입니당|입니까|이에요|이예요|예요|인데요|[ㄱ-ㅣ]+)$/u;
/** Japanese and Chinese function words that may follow a title in Latin letters. */
const AFTER_LATIN = /^(?:を[\s\S]*|です[かねよ]?|でした|[はがにでとへもの]|から|まで|[的吗嗎呢吧了])$/u;
/** Like CLEAR_START: Japanese particles before a text that cannot continue the word, Chinese function words, Thai particles. */
const OTHER_START =
  /^(?:(?:นะ)?(?:ครับ|ค่ะ|คะ)$|を|(?:から|まで|より|です|だよ|という|[はがにでとへものや])(?![\p{sc=Hiragana}ー])|[的是吗嗎呢吧了])/u;

interface Reading {
  text: string;
  /** The preceding character. After base64 padding a letter, since the padding ends a value as a letter does. */
  before: string;
  /** Where the path segment, or the parameter's value, begins. */
  segment: number;
  /** The segment before the last slash, or the name of the parameter whose value is being read. */
  parent: string;
  inQuery: boolean;
  /** Whether the path, or the query so far, has a letter of a script without spaces. */
  isUnspaced: boolean;
}

/**
 * Where a reader would see the end of the path, query and fragment that begin at `start`; `start` if there are none. In Chinese,
 * Japanese and Korean sentences, particles and punctuation mark the end instead of a space. Takes linear time.
 * @param quoted the address follows a single quote, so the next one ends it.
 */
export function pathEnd(text: string, start: number, quoted = false): number {
  if (!"/?#".includes(text[start] ?? " ")) return start;
  /** Where the brackets begin that are not closed. */
  const open: Record<string, number[]> = { "(": [], "[": [], "{": [] };
  const reading: Reading = { text, before: "", segment: start + 1, parent: "", inQuery: false, isUnspaced: false };
  let value: number | undefined;
  let at = start;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const length = endsBefore(reading, at, character, quoted) ? 0 : lengthHere(reading, at, character);
    if (length === 0) break;
    const opener = CLOSING[character];
    if (opener !== undefined) {
      // The matching opening bracket is before the address, so the closing one is not part of it.
      if (open[opener]?.pop() === undefined) break;
    }
    open[character]?.push(at);
    const isPadding = character === "=" && value !== undefined && isPadded(at - value);
    if ("/=?#&".includes(character)) {
      const word = character === "/" || character === "=" ? text.slice(reading.segment, at) : "";
      reading.parent = character === "/" && PARAMETER_ONLY.test(word) ? "" : word;
      reading.inQuery ||= character === "?" || character === "#";
      if (character === "?" || character === "#") reading.isUnspaced = false;
      reading.segment = at + 1;
      if (character === "=") value = reading.segment;
      else if (character !== "/" || !reading.inQuery) value = undefined;
    }
    at += length;
    // `lengthHere` has cut a run of letters of scripts without spaces, so the address ends here.
    if (UNSPACED.test(character) && matchAt(UNSPACED_RUN, text, at) !== undefined) break;
    reading.isUnspaced ||= UNSPACED.test(character);
    reading.before = isPadding ? "A" : (text[at - 1] ?? "");
  }
  return trimmed(text, start, beforeOpen(text, at, Object.values(open).flat()));
}

/** The end of an address without a bracket that the sentence closes behind it, as in `…/abc(3시까지)`. */
function beforeOpen(text: string, end: number, open: readonly number[]): number {
  const first = Math.min(...open);
  const closing = open.length > 0 ? CLOSED_BY[text[first] ?? ""] : undefined;
  return closing && matchAt(REST_OF_LINE, text, end)?.includes(closing) ? first : end;
}

/** Whether a "=" after this many characters of a value is base64 padding, as in `?t=YWI=` and `?code=YWJj==`; in `?filter=city=서울` it does not. */
function isPadded(length: number): boolean {
  return length === 0 || length % 4 === 3;
}

function endsBefore(reading: Reading, at: number, character: string, quoted: boolean): boolean {
  const { text, before, inQuery, parent } = reading;
  const next = String.fromCodePoint(text.codePointAt(at + character.length) ?? 32);
  if (STOP.test(character) || (quoted && character === "'")) return true;
  if (EMOJI.test(character))
    return !"=#?&".includes(before) && !(before === "/" && BEFORE_TITLE.test(parent)) && !isTrail(before);
  if (matchAt(KEYCAP, text, at)) return true;
  if (matchAt(POSSESSIVE, text, at)) return !BEFORE_TITLE.test(parent);
  if (JOINER.test(character)) {
    if (matchAt(ANOTHER_ADDRESS, text, at + character.length)) return true;
    if (LETTER.test(before) && LETTER.test(next)) return ASCII_ALNUM.test(before) && UNSPACED.test(next);
    return !LETTER.test(before) || !BEFORE_TITLE.test(parent) || /[’–·・]/.test(character);
  }
  const mayNestAddress = "/=?&#%+".includes(before) || (before === ":" && !reading.isUnspaced);
  if (/[hH]/.test(character) && !mayNestAddress && matchAt(ANOTHER_ADDRESS, text, at)) return true;
  if (character === "~" && isLengthening(text, at, before, parent)) return true;
  if (!UNSPACED.test(next)) return false;
  if (",.!;*".includes(character)) return true;
  if (character === ":") return !UNSPACED.test(before) && !BEFORE_TITLE.test(parent);
  if (character === "?") return inQuery || matchAt(PARAMETER, text, at) === undefined;
  if (character === "(" || character === "[")
    return (
      isEncoded(reading, at) ||
      isNumber(reading, at) ||
      isAtRoot(reading, at) ||
      (!"/_=-".includes(before) && !isInTitle(before, parent) && matchAt(BRACKETED, text, at) === undefined)
    );
  return character === "'" && !UNSPACED.test(before);
}

/** Whether nothing but a slash follows the host: `https://example.com/(예제)`. */
function isAtRoot({ before, segment, parent, inQuery }: Reading, at: number): boolean {
  return before === "/" && at === segment && parent === "" && !inQuery;
}

/** Whether the address so far has its Korean, Chinese or Japanese letters percent-encoded: as they are, such letters are not part of it. */
function isEncoded({ text, isUnspaced }: Reading, at: number): boolean {
  return !isUnspaced && ENCODED_LETTER.test(text.slice(at - 4, at));
}

/** Whether a number is where a title may be. */
function isNumber({ text, segment, parent }: Reading, at: number): boolean {
  const isShortToo = NUMBER_OR_TITLE.test(parent);
  if (!isShortToo && !LONG_NUMBER_OR_TITLE.test(parent)) return false;
  return at - segment >= (isShortToo ? 1 : 5) && at - segment <= 20 && /^\d+$/.test(text.slice(segment, at));
}

/** Whether a title goes on after this character, and not the sentence after a number as in `?s=20`. */
function isInTitle(before: string, parent: string): boolean {
  return BEFORE_TITLE.test(parent) && !(CODE_PARAMETER.test(parent) && /\d/.test(before));
}

/**
 * Whether this "~" lengthens the last syllable of the sentence or ends strikethrough text, as in `…/a~여기` and `~~…/a~~그리고`. A "~"
 * after a slash or within a title is part of a name.
 */
function isLengthening(text: string, at: number, before: string, parent: string): boolean {
  const run = matchAt(TILDES, text, at) ?? "";
  if (!UNSPACED.test(String.fromCodePoint(text.codePointAt(at + run.length) ?? 32))) return false;
  return run.length > 1 || (before !== "/" && !UNSPACED.test(before) && !BEFORE_TITLE.test(parent));
}

/** A low surrogate: the second half of a character outside the BMP. */
const isTrail = (unit: string) => unit >= "\udc00" && unit <= "\udfff";

/**
 * How much of the text at `at` belongs to the address: one character, all or the beginning of a run of letters of scripts without
 * spaces, or nothing.
 */
function lengthHere(reading: Reading, at: number, character: string): number {
  const { text } = reading;
  const run = UNSPACED.test(character) ? matchAt(UNSPACED_RUN, text, at) : undefined;
  if (run === undefined) return character.length;
  const end = at + run.length;
  const isBeforeAddress = matchAt(ANOTHER_ADDRESS, text, end) !== undefined;
  if (isEncoded(reading, at)) return 0;
  return keptOf(run, isBeforeAddress ? "" : text.slice(end, end + 2), reading, at);
}

/** How much of a run of letters of scripts without spaces belongs to the address; the rest belongs to the sentence. */
function keptOf(run: string, next: string, reading: Reading, at: number): number {
  const { text, before, segment, parent, isUnspaced } = reading;
  const isTitle = isInTitle(before, parent);
  const isTitleStart = at === segment && ALWAYS_BEFORE_TITLE.test(parent);
  const isGlued = ASCII_ALNUM.test(before);
  const isAfterLatin = /[a-z]/i.test(before);
  const goesOn = /^(?:[\w%=&+/#-]|\.[a-z0-9])/i.test(next);
  if (next.startsWith("_")) return /^[ㄱ-ㅣ]+$/u.test(run) ? 0 : run.length;
  if (!/^\p{sc=Hangul}/u.test(run)) {
    if (POINTING.test(run) && !goesOn && !isTitle) return 0;
    if (isTitle && isAfterLatin && !goesOn && AFTER_LATIN.test(run)) return 0;
    const cut = isGlued ? !isTitle && !goesOn : OTHER_START.test(run) && (!isTitle || run.startsWith("を"));
    if (cut || goesOn || before === "_") return cut ? 0 : run.length;
    return run.length - (OTHER_CLEAR_END.exec(run)?.[0].length ?? 0);
  }
  if (CLEAR_START.test(run) && !isTitleStart && !(isTitle && /^[ㄱ-ㅣ]$/u.test(run))) return 0;
  const isParticle = PARTICLE_ALONE.test(run);
  if (goesOn) return isAfterLatin && isParticle && !isTitle && !isUnspaced && /^\d/.test(next) ? 0 : run.length;
  if (isTitleStart) return run.length - (/^[ㄱ-ㅣ]+$/u.test(run) ? 0 : endOf(run));
  if (isTitle) {
    if (CLEAR_ALONE.test(run) || (isAfterLatin && isParticle)) return 0;
    if (!isUnspaced && /\d/.test(before) && AFTER_NUMBER.test(run)) return 0;
    if (before === ")" && isParticle) return 0;
    if (!isUnspaced && AFTER_TITLE.test(run) && /[\da-z)]/i.test(before)) return 0;
    if (isNumber(reading, at)) return 0;
  } else if (isParticle || POINTING.test(run)) return 0;
  // After digits or Latin letters the sentence goes on, unless the address has Korean words already, as in /공지/2024년/3월.
  if (isGlued && !isTitle && !isUnspaced) return 0;
  // The last word of a title may have any ending but a sentence's: after "_", and in a Korean title after "-", "+" and "%20".
  const isInWords = before === "_" || (isUnspaced && /(?:[-+]|%20)$/.test(text.slice(at - 3, at)));
  return run.length - (isInWords ? (SENTENCE_END.exec(run)?.[0].length ?? 0) : endOf(run));
}

/** The length of a Korean particle or ending that ends no common word. */
function endOf(run: string): number {
  return CLEAR_END.exec(run)?.[0].length ?? 0;
}

/**
 * Removes the sentence's punctuation at the end. A "~" at the end is Korean punctuation or ends strikethrough text; in the path of a
 * home directory, a name follows it.
 */
function trimmed(text: string, start: number, end: number): number {
  let at = end;
  // The shaft of an arrow: "…/a->여기".
  if (text[end] === ">") while (at > start && /[-=]/.test(text[at - 1] ?? "")) at--;
  while (at > start && /[.,!?;:'*~([{’–·・]/.test(text[at - 1] ?? "")) at--;
  return at;
}
