import { isOneWriting } from "../../../../lib/scripts";

/** A letter of Chinese, Japanese or Korean, which follows an address without a space. */
export const CJK = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}ー]/u;

const HOST_CHARACTERS = /[\p{L}\p{M}\p{N}._-]{1,253}/uy;
const IPV6 = /\[[0-9a-f:.]{2,45}\]/iy;
const PORT = /:\d{1,5}(?!\d)/y;
/** A name or password before the host serves to make one site look like another. */
const USERINFO = /[\w.~:%!$&'*+=;-]*@/y;

/** Common top-level domains: after one of these and before a CJK letter a host is over. Any two letters count as one. */
const ASCII_TLD =
  "com|net|org|edu|gov|info|biz|asia|name|pro|int|mil|dev|app|page|site|online|store|shop|tech|cloud|xyz|blog|club|live|link|news|media|world|design|studio|agency|email|games?|wiki|zone|space|team|today|work|works|chat|social|network|group|global|one|new|top|art|fun|ltd|inc|company|academy|systems|software|digital|internal|local|localhost|test|[a-z]{2}";
/** Top-level domains in CJK letters. */
const CJK_TLD =
  "한국|삼성|닷컴|닷넷|테스트|中国|中國|香港|台湾|台灣|新加坡|澳門|澳门|公司|网络|網路|网址|网站|中文网|商城|商店|在线|手机|游戏|我爱你|移动|企业|佛山|广东|政务|公益|集团|八卦|移动|慈善|测试|測試|みんな|コム|ストア|セール|グーグル|クラウド|ファッション|ポイント|テスト|アマゾン|アート";
const KNOWN_TLD = new RegExp(`^(?:(?:${ASCII_TLD})(?=[-_]*${CJK.source})|(?:${CJK_TLD}))`, "iu");
const ASCII_START = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?/i;
const ASCII_LABEL = /^[a-z0-9_-]+$/i;

/**
 * Where the host (with its port) that begins at `start` ends for a reader, or undefined where nothing that may be linked stands
 * there. Takes constant time: a host has a greatest length.
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
  // What is no top-level domain belongs to the sentence: "example.com.다음은".
  for (let last = labels.pop(); last !== undefined; last = labels.pop()) {
    const kept = labels.length === 0 ? ASCII_START.exec(last)?.[0] : topLevel(last);
    if (kept === undefined) continue;
    const host = [...labels, kept].join(".");
    return [...labels, kept].every(isHonest) ? start + host.length : undefined;
  }
  return undefined;
}

/** The labels up to the one that ends a host in the middle, as `com에서` ends `example.com에서.다음`. */
function readLabels(characters: string): string[] {
  const labels: string[] = [];
  for (const label of characters.split(".")) {
    if (label === "") break;
    const known = labels.length > 0 ? KNOWN_TLD.exec(label)?.[0] : undefined;
    // A CJK top-level domain may also begin a longer label, which is none: "example.한국어.kr".
    const endsHere = known !== undefined && ASCII_LABEL.test(known);
    labels.push(endsHere ? known : label);
    if (endsHere) break;
  }
  return labels;
}

/** A last label without what follows it, or undefined where it is no top-level domain. */
function topLevel(label: string): string | undefined {
  return KNOWN_TLD.exec(label)?.[0] ?? ASCII_START.exec(label)?.[0] ?? (CJK.test(label) ? undefined : label);
}

const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;
const ASIAN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]/gu;
/** Cyrillic and Greek letters that look like Latin ones. A label of nothing else is taken for another site's. */
const LATIN_LOOKALIKES = /^[агеԁһіјӏпорԛѕԝхуъьҽсѵαικνρυωηοτ\d_-]+$/iu;
/** They look like a slash, a dot or a hyphen where a Latin letter stands beside them. */
const DISGUISED_STOP = /[a-z0-9_-][ノ〳丶一ーㅡㅣ丨]|[ノ〳丶一ーㅡㅣ丨][a-z0-9_-]/iu;

/** Whether a label is the one that a reader sees: nothing invisible, no letters of one writing that pass for another's. */
function isHonest(label: string): boolean {
  if (ASCII_LABEL.test(label)) return true;
  if (UNSEEN.test(label) || RIGHT_TO_LEFT.test(label) || DISGUISED_STOP.test(label)) return false;
  if (label.normalize("NFKC").toLowerCase() !== label.normalize("NFC").toLowerCase()) return false;
  return isOneWriting(label.replace(ASIAN, "")) && !LATIN_LOOKALIKES.test(label);
}

/** What a sticky expression matches at a position. */
export function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}
