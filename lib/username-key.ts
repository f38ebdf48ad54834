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

/** Whom people would believe: the house, who runs it, and what a screen writes for nobody. */
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
const withoutSigns = (name: string) => name.replace(/[_.-]/g, "");
let reserved: Set<string> | undefined;

/** Whether a name would be taken for the house itself, in any spelling: `Admin`, `аdmin`, `ad_min`, `AdmIn`. */
export function isReservedName(name: string): boolean {
  reserved ??= new Set(RESERVED.map(usernameKey));
  return reserved.has(usernameKey(withoutSigns(foldCase(name))));
}
