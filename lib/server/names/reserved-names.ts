/** Names that would be mistaken for the service or its staff. Server only, like lib/server/names/username-key.ts. */
import { lazy } from "@/lib/shared/lazy";
import { foldCase, usernameKey } from "./username-key";

/** The service, and roles that speak for it. */
const AUTHORITIES = [
  ...["admin", "administrator", "root", "system", "sysadmin", "moderator", "operator", "staff", "official", "support"],
  ...["administration", "moderation", "superuser"],
  ...["helpdesk", "webmaster", "postmaster", "noreply", "sarangbang"],
  ...[
    "관리자",
    "관리인",
    "어드민",
    "모더레이터",
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
    "공식",
  ],
];
/** Reserved for usernames but not for rooms, which can be about these topics. */
const TOPICS = [
  ...["help", "security", "abuse", "contact", "everyone", "anonymous", "nobody", "deleted", "deleteduser", "unknown"],
  ...["null", "undefined", "manager", "매니저"],
  ...["도움말", "공지", "공지사항", "알림", "모두", "전체", "익명", "탈퇴한사용자", "삭제된사용자", "알수없음"],
];
/** Added before or after a reserved word to make it look more official. */
const AFFIXES = [
  ...["the", "real", "mr", "ms", "im", "iam", "team", "bot", "desk", "center", "account", "chat", "app", "hq", "kr"],
  // The plural.
  "s",
  ...["korea", "xx", "님", "씨", "팀", "봇", "진", "들", "계정", "정식", "진짜", "총", "부", "센터"],
  ...["최고", "수석", "사이트", "서버", "채팅", "메인"],
];
/** Added to usernames only. */
const USER_AFFIXES = ["super", "head", "chief", "msg", "message", "alert", "info", "service", "notice", "care"];
/** Added to the name of a room about the service. */
const ROOM_AFFIXES = ["room", "notice", "notices", "announcements", "news", "방", "채팅방", "문의", "안내", "소식"];
/** The service's name in Korean is also the word for a room to talk in. */
const COMMON_NOUN = "사랑방";

/** Digits in place of letters that UTS #39 does not treat as confusable. */
const DIGIT_LETTERS: Record<string, string> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t" };

/** Hangul letters that are invisible. */
const FILLERS = /[\u115f\u1160\u3164\uffa0]/g;
/** Small capitals and Lisu letters, and the letters that they look like: the table of confusables does not have them. */
const LOOKALIKES = [
  "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ",
  "abcdefghijklmnopqrstuvwyzabcdefghijklmnoprstuvwxyz",
] as const;
/**
 * The code points of three rows of 26 capital letters, by their first: white on black in circles, the same in squares,
 * and the letters that form flags.
 */
const LETTER_ROWS = [0x1f150, 0x1f170, 0x1f1e6];
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz"];

const [shapes, letters] = LOOKALIKES.map((row) => [...row]) as [string[], string[]];
const LETTER_OF = new Map([
  ...shapes.map((shape, i) => [shape, letters[i] ?? shape] as const),
  ...LETTER_ROWS.flatMap((first) => ALPHABET.map((letter, i) => [String.fromCodePoint(first + i), letter] as const)),
]);

/** With common letters in place of their lookalikes, and without fillers. */
const plain = (text: string) =>
  Array.from(text.replace(FILLERS, ""), (letter) => LETTER_OF.get(letter) ?? letter).join("");

/** Base letters: `admín` → `admin`. Hangul syllables stay whole. */
const withoutMarks = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
/** Twice: some letters, such as `ø`, have a separate mark only in their UTS #39 prototype. */
const wordOf = (text: string) => withoutMarks(usernameKey(withoutMarks(text))).replace(/[^\p{L}\p{Nd}]/gu, "");

interface Vocabulary {
  reserved: Set<string>;
  words: string[];
}

function vocabulary(reserved: readonly string[], affixes: readonly string[]): Vocabulary {
  const words = new Set([...reserved, ...affixes].map(wordOf));
  return { reserved: new Set(reserved.map(wordOf)), words: [...words] };
}

const ofUsers = lazy(() => vocabulary([...AUTHORITIES, ...TOPICS], [...AFFIXES, ...USER_AFFIXES]));
const ofRooms = lazy(() => vocabulary(AUTHORITIES, [...TOPICS, ...AFFIXES, ...ROOM_AFFIXES]));

/** Whether a text consists of words of the vocabulary, at least one of them reserved. In time linear in its length. */
function isReserved(text: string, { reserved, words }: Vocabulary): boolean {
  // For each position: whether words end there, and whether a reserved one is among them.
  const reached: Array<boolean | undefined> = [false];
  for (let at = 0; at < text.length; at++) {
    const hasReserved = reached[at];
    if (hasReserved === undefined) continue;
    for (const word of words) {
      if (!text.startsWith(word, at)) continue;
      const end = at + word.length;
      reached[end] = reached[end] || hasReserved || reserved.has(word);
    }
  }
  return reached[text.length] === true;
}

/** One character may fold to 18 letters. A name that folds to more letters than this is no combination of these words. */
const LETTERS_MAX = 100;

/**
 * The spellings of a name that are checked: its letters, the same without numbers around them or a letter behind them,
 * and with digits read as letters.
 */
function spellingsOf(name: string): string[] {
  const letters = plain(foldCase(plain(name))).replace(/[^\p{L}\p{M}\p{Nd}]/gu, "");
  if (letters.length > LETTERS_MAX) return [];
  const withoutNumber = letters.replace(/^\p{Nd}+/u, "").replace(/\p{Nd}+$/u, "");
  const spelled = letters.replace(/[013457]/g, (digit) => DIGIT_LETTERS[digit] ?? digit);
  // `관리자A`: a letter behind a Korean title numbers it, like a digit.
  const withoutLetter = letters.replace(/(?<=\p{Script=Hangul})[a-z]$/u, "");
  return [letters, withoutNumber, withoutLetter, spelled].map(wordOf);
}

/**
 * Whether a username could be mistaken for the service or its staff, in any spelling: `Admin`, `аdmin`, `ad_min`,
 * `AdmIn`, `admín`, `adm1n`, `admin_2`, `official_sarangbang`, `관리자님`.
 */
export function isReservedName(name: string): boolean {
  return spellingsOf(name).some((text) => isReserved(text, ofUsers()));
}

/**
 * Like `isReservedName`, for a room's name. A topic alone is fine, and so is a reserved word in a name with other
 * words: `우리 동네 사랑방`.
 */
export function isReservedRoomName(name: string): boolean {
  return spellingsOf(name).some((text) => text !== COMMON_NOUN && isReserved(text, ofRooms()));
}
