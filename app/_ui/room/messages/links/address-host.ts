import { isOneWriting } from "@/lib/text/scripts";

/** A Chinese, Japanese or Korean letter, which may follow an address without a space. */
const CJK = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}ー]/u;

const HOST_CHARACTERS = /[\p{L}\p{M}\p{N}._-]{1,253}/uy;
const IPV6 = /\[[0-9a-f:.]{2,45}\]/iy;
const PORT = /:\d{1,5}(?!\d)/y;
/** A user name and password before a host. An address with them is not linked, since they can look like the host. */
const USERINFO = /[\w.~:%!$&'*+=;-]*@/y;

/** Common top-level domains, and any two letters: a host ends between one of these and a CJK letter. */
const ASCII_TLD =
  "com|net|org|edu|gov|info|biz|asia|name|pro|int|mil|dev|app|page|site|online|store|shop|tech|cloud|xyz|blog|club|live|link|news|media|world|design|studio|agency|email|games?|wiki|zone|space|team|today|work|works|chat|social|network|group|global|one|new|top|art|fun|ltd|inc|company|academy|systems|software|digital|internal|local|localhost|test|[a-z]{2}";
/** Top-level domains in CJK letters. */
const CJK_TLD =
  "한국|삼성|닷컴|닷넷|테스트|中国|中國|香港|台湾|台灣|新加坡|澳門|澳门|公司|网络|網路|网址|网站|中文网|商城|商店|在线|手机|游戏|我爱你|移动|企业|佛山|广东|政务|公益|集团|八卦|移动|慈善|测试|測試|みんな|コム|ストア|セール|グーグル|クラウド|ファッション|ポイント|テスト|アマゾン|アート";
/** A top-level domain has no digits: `naver.com2024년`, or a keycap of two or three characters as in `a.com2️⃣`. */
const AFTER_TLD = `\\d{0,8}[-_]*${CJK.source}|[\\d#*]\ufe0f?\u20e3`;
const KNOWN_TLD = new RegExp(`^(?:(?:${ASCII_TLD})(?=${AFTER_TLD})|(?:${CJK_TLD}))`, "iu");
const WHOLE_TLD = new RegExp(`^(?!(?:co|or|ac|go|ne|re|pe)$)(?:${ASCII_TLD})$`, "i");
/** No top-level domain has a hyphen, as in "example.com-great". */
const HYPHENED_TLD = /^(?:com|net|org)(?=-)/i;
const ASCII_START = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?/i;
const ASCII_LABEL = /^[a-z0-9_-]+$/i;

/**
 * Where a reader would see the end of the host (with its port) that begins at `start`; undefined if it must not be linked.
 * Takes constant time, since a host has a maximum length.
 */
export function hostEnd(text: string, start: number): number | undefined {
  const end = ipv6End(text, start) ?? namedHostEnd(text, start);
  if (end === undefined || matchAt(USERINFO, text, end)) return undefined;
  return end + (matchAt(PORT, text, end)?.length ?? 0);
}

function ipv6End(text: string, start: number): number | undefined {
  const address = matchAt(IPV6, text, start);
  return address === undefined ? undefined : start + address.length;
}

function namedHostEnd(text: string, start: number): number | undefined {
  const characters = matchAt(HOST_CHARACTERS, text, start) ?? "";
  const isNextScheme = text.startsWith("://", start + characters.length);
  const labels = readLabels(isNextScheme ? characters.replace(/https?$/i, "") : characters);
  // A last label that is not a top-level domain belongs to the sentence: "example.com.다음은".
  for (let last = labels.pop(); last !== undefined; last = labels.pop()) {
    if (isSentence(last, labels)) continue;
    const kept = labels.length === 0 ? ASCII_START.exec(last)?.[0] : topLevel(last);
    if (kept === undefined) continue;
    const host = [...labels, kept].join(".");
    const end = start + host.length;
    if (labels.length === 0 && GOES_ON.test(text.slice(end, end + GOES_ON_MAX))) return undefined;
    return [...labels, kept].every(isHonest) ? end : undefined;
  }
  return undefined;
}

/**
 * Directly after a host of one label: shows that the host continues, with a character that is invalid in a host, as in
 * "i❤.ws" or "a..b.com". A link to the first part would lead to another host.
 */
const GOES_ON = /^(?:[.。．｡]{1,2}[a-z0-9]|(?:(?!\p{P})[^\p{ASCII}\p{L}\s]|[·’‧])[^\s/?#]{0,30}\.[\p{L}\p{N}])/iu;
const GOES_ON_MAX = 40;

/** The labels of the host. A label can end the host in its middle: of `example.com에서.다음`, the host is `example.com`. */
function readLabels(characters: string): string[] {
  const labels: string[] = [];
  for (const label of characters.split(".")) {
    if (label === "") break;
    const known = labels.length > 0 ? KNOWN_TLD.exec(label)?.[0] : undefined;
    // A label that only begins with a CJK top-level domain does not count as one: "example.한국어.kr".
    const endsHere = known !== undefined && ASCII_LABEL.test(known);
    labels.push(endsHere ? known : label);
    if (endsHere) break;
  }
  return labels;
}

/** Whether a label is the first word of the next sentence, as in "example.com.It works". */
function isSentence(label: string, before: readonly string[]): boolean {
  if (before.length < 2 || !/^[A-Z]/.test(label) || before.some((each) => /[A-Z]/.test(each))) return false;
  return WHOLE_TLD.test(before.at(-1) ?? "");
}

/** The top-level domain at the beginning of the last label; undefined if there is none. */
function topLevel(label: string): string | undefined {
  return (
    KNOWN_TLD.exec(label)?.[0] ??
    HYPHENED_TLD.exec(label)?.[0] ??
    ASCII_START.exec(label)?.[0] ??
    (CJK.test(label) ? undefined : label)
  );
}

const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
/** Letters and marks that look like a slash, a colon, an apostrophe, a dot or a Latin letter. */
const IMITATION = /[\u01c0-\u01c3\u0250-\u02ff\ua78b-\ua78f]|[\u0334-\u0338]|[\u20d0-\u20ff]/u;
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;
const ASIAN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]/gu;
/** Cyrillic and Greek letters that look like Latin ones. A label of only these letters can imitate the name of another site. */
const LATIN_LOOKALIKES = /^[агеԁһіјӏпорԛѕԝхуъьҽсѵαικνρυωηοτ\d_-]+$/iu;
/** CJK letters that, beside a Latin letter, look like a slash, a dot or a hyphen. */
const DISGUISED_STOP = /[a-z0-9_-][ノ〳丶一ーㅡㅣ丨]|[ノ〳丶一ーㅡㅣ丨][a-z0-9_-]/iu;

/** Whether a label shows what it is: no invisible characters, and no letters that look like those of another script. */
function isHonest(label: string): boolean {
  if (ASCII_LABEL.test(label)) return true;
  if (UNSEEN.test(label) || RIGHT_TO_LEFT.test(label) || DISGUISED_STOP.test(label) || IMITATION.test(label))
    return false;
  if (label.normalize("NFKC").toLowerCase() !== label.normalize("NFC").toLowerCase()) return false;
  return isOneWriting(label.replace(ASIAN, "")) && !LATIN_LOOKALIKES.test(label);
}

/** The match of a sticky regular expression at a position. */
export function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}
