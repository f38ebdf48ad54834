/** What makes two spellings one name. Server side only: the table of confusables is no burden for browsers. */
import { CONFUSABLES } from "./confusables";

// Upper before lower: lower alone keeps apart what differs only by position or spelling (σ and ς, ß and ss).
const foldOnce = (text: string) => text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** NFKC and case folding. Each can open up what the other must close; a second pass reaches the fixed point. */
export function foldCase(text: string): string {
  return foldOnce(foldOnce(text));
}

const toText = (points: string) =>
  points
    .split("+")
    .map((point) => String.fromCodePoint(Number.parseInt(point, 16)))
    .join("");

let prototypes: Map<string, string> | undefined;

function table(): Map<string, string> {
  const pairs = CONFUSABLES.split(" ").flatMap((group) => {
    const [prototype = "", sources = ""] = group.split("<");
    return sources.split(",").map((source) => [toText(source), toText(prototype)] as const);
  });
  return new Map(pairs);
}

const SYLLABLE = /[\uac00-\ud7a3]/;

/**
 * UTS #39's skeleton, but for Hangul syllables, which stay whole: taken apart into letters, 가까 and 각가 would be one.
 */
function skeleton(text: string): string {
  prototypes ??= table();
  const letters = [...text].flatMap((each) => (SYLLABLE.test(each) ? each : [...each.normalize("NFD")]));
  return letters.map((letter) => prototypes?.get(letter) ?? letter).join("");
}

/** `Mina`, `mina`, `ｍｉｎａ` and a `mіna` with a Cyrillic і are one. A name's key is its own key. */
export function usernameKey(name: string): string {
  let key = foldCase(name);
  for (let next = foldCase(skeleton(key)); next !== key; next = foldCase(skeleton(key))) key = next;
  return key;
}

/** Names that people would trust as the service or its staff, and names that screens show for no one. */
const RESERVED = [
  ...["admin", "administrator", "root", "system", "sysadmin", "moderator", "operator", "staff", "official", "support"],
  ...["help", "helpdesk", "security", "abuse", "contact", "webmaster", "postmaster", "noreply", "sarangbang"],
  ...["everyone", "anonymous", "nobody", "deleted", "deleteduser", "unknown", "null", "undefined"],
  ...[
    "관리자",
    "운영자",
    "운영진",
    "운영팀",
    "관리팀",
    "시스템",
    "사랑방",
    "사랑방지기",
    "고객센터",
    "고객지원",
    "지원팀",
  ],
  ...["도움말", "공지", "공지사항", "공식", "알림", "모두", "전체", "익명", "탈퇴한사용자", "삭제된사용자", "알수없음"],
];
/** Added before or after a reserved word to make it look more official. */
const AFFIXES = [
  ...["the", "real", "official", "mr", "ms", "im", "iam", "team", "staff", "bot", "desk", "center", "account", "chat"],
  ...[
    "app",
    "hq",
    "kr",
    "korea",
    "xx",
    "님",
    "씨",
    "팀",
    "봇",
    "진",
    "들",
    "계정",
    "공식",
    "정식",
    "진짜",
    "총",
    "부",
    "센터",
  ],
];
/** Digits in place of letters that UTS #39 does not treat as confusable. */
const DIGIT_LETTERS: Record<string, string> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t" };

const withoutSigns = (name: string) => name.replace(/[_.-]/g, "");
/** Base letters: `admín` → `admin`. Hangul syllables stay whole. */
const withoutMarks = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .normalize("NFC");
/** Twice: some letters, such as `ø`, have a separate mark only in their UTS #39 prototype. */
const wordOf = (text: string) => withoutMarks(usernameKey(withoutMarks(text)));

let vocabulary: { reserved: Set<string>; affixes: string[] } | undefined;

/** Whether a word consists of reserved words and affixes, with at least one reserved word. */
function isReservedWord(word: string, seen = new Set<string>()): boolean {
  vocabulary ??= {
    reserved: new Set(RESERVED.map(wordOf)),
    affixes: [...new Set([...AFFIXES, ...RESERVED].map(wordOf))],
  };
  if (vocabulary.reserved.has(word)) return true;
  if (seen.has(word)) return false;
  seen.add(word);
  return vocabulary.affixes.some(
    (affix) =>
      word.length > affix.length &&
      ((word.startsWith(affix) && isReservedWord(word.slice(affix.length), seen)) ||
        (word.endsWith(affix) && isReservedWord(word.slice(0, -affix.length), seen))),
  );
}

/**
 * Whether a name could be taken for the service or its staff, in any spelling: `Admin`, `аdmin`, `ad_min`, `AdmIn`, `admín`, `adm1n`,
 * `admin_2`, `official_sarangbang`, `관리자님`.
 */
export function isReservedName(name: string): boolean {
  const letters = withoutSigns(foldCase(name));
  const withoutNumber = letters.replace(/^\p{Nd}+|\p{Nd}+$/gu, "");
  const spelled = letters.replace(/[013457]/g, (digit) => DIGIT_LETTERS[digit] ?? digit);
  return [letters, withoutNumber, spelled].some((each) => isReservedWord(wordOf(each)));
}
