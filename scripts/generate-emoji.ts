/**
 * Makes app/_ui/room/emoji/emoji.json from emojibase-data (MIT): each emoji's names, shortcodes and words for the search, in Korean
 * and English. The package has 49 MB, so it is not a dependency:
 *
 *   npm pack emojibase-data@17.0.0 && tar -xzf emojibase-data-17.0.0.tgz
 *   npx tsx scripts/generate-emoji.ts package
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toned } from "@/app/_ui/room/emoji/tones";
import { root } from "@/dev/root";
import { plain } from "@/lib/text/name-search";

/** Newer emoji are missing in the fonts of many devices, which would show a box. */
const NEWEST_VERSION = 15.1;
/** emojibase's numbers of the groups that are shown, in their order; 2 is components, such as skin tones. */
const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9];

interface Datum {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: Array<{ emoji: string; tone: number | number[] }>;
}

/** Words that people in Korea type and emojibase does not have. */
const KOREAN: Record<string, string[]> = {
  "😂": ["ㅋㅋ", "ㅋㅋㅋ"],
  "🤣": ["ㅋㅋ", "ㅋㅋㅋ"],
  "😭": ["ㅠㅠ", "ㅜㅜ", "엉엉"],
  "😢": ["ㅠㅠ", "ㅜㅜ"],
  "😊": ["ㅎㅎ"],
  "👌": ["ㅇㅋ"],
  "🙏": ["ㄱㅅ", "부탁", "죄송"],
  "🙇": ["죄송", "감사"],
  "🎉": ["ㅊㅋ"],
  "👏": ["ㅊㅋ"],
  "👀": ["궁금"],
  "✅": ["확인", "완료"],
  "🇰🇷": ["한국", "태극기"],
  "🇰🇵": ["북한"],
  "🍜": ["라면"],
  "🍲": ["찌개"],
  "☕": ["아메리카노"],
};

const [folder = ""] = process.argv.slice(2);
if (!folder) throw new Error("usage: tsx scripts/generate-emoji.ts <folder of emojibase-data>");
const read = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), "utf8"));

const english = read<Datum[]>("en/data.json");
const korean = new Map(read<Datum[]>("ko/data.json").map((datum) => [datum.hexcode, datum]));
const shortcodes = ["github", "iamcal"].map((set) =>
  read<Record<string, string | string[]>>(`en/shortcodes/${set}.json`),
);

/** The form that Unicode recommends: no variation selector after a character that is drawn as an emoji anyway. */
const recommended = (emoji: string) => emoji.replace(/(\p{Emoji_Presentation})\ufe0f/gu, "$1");

const searched = (text: string) => text.toLowerCase().normalize("NFC");

function rowOf(datum: Datum): string {
  const local = korean.get(datum.hexcode);
  if (!local) throw new Error(`${datum.hexcode} has no Korean name`);
  const emoji = recommended(datum.emoji);
  const codes = new Set(shortcodes.flatMap((set) => set[datum.hexcode] ?? []));
  const names = [[...codes].join(" "), datum.label, local.label.normalize("NFC")];
  const words = new Set(names.flatMap((name) => name.toLowerCase().split(/[\s_-]+/)));
  // Also the name without accents: "pinata" must find "piñata".
  const tags = new Set(
    [plain(datum.label), ...(datum.tags ?? []), ...(local.tags ?? []), ...(KOREAN[emoji] ?? [])].map(searched),
  );
  const fields = [
    emoji,
    ...names,
    [...tags].filter((tag) => tag !== searched(datum.label) && !words.has(tag)).join(","),
  ];
  return [...fields, hasTones(datum, emoji) ? "1" : ""].join("\t").trimEnd();
}

/** Whether the emoji has skin tones; checks that `toned` makes them as Unicode does. */
function hasTones({ skins = [] }: Datum, emoji: string): boolean {
  for (const skin of skins) {
    const tones = new Set([skin.tone].flat());
    const [tone = 0] = tones;
    if (tones.size === 1 && toned(emoji, tone) !== recommended(skin.emoji))
      throw new Error(`${skin.emoji} is not made by toned("${emoji}", ${tone})`);
  }
  return skins.length > 0;
}

const groups = GROUPS.map((group) =>
  english
    .filter((datum) => datum.group === group && datum.version <= NEWEST_VERSION)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(rowOf),
);
writeFileSync(join(root, "app/_ui/room/emoji/emoji.json"), `${JSON.stringify(groups, null, 2)}\n`);
console.log(`${groups.flat().length} emoji`);
