/** Browsers that call themselves something else as well come first. */
const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Whale", /\bWhale\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
] as const;
const SYSTEMS = [
  ["Android", /\bAndroid\b/],
  ["iOS", /\b(iPhone|iPad|iPod)\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMacintosh\b/],
  ["Linux", /\bLinux\b/],
] as const;

type Known = ReadonlyArray<readonly [string, RegExp]>;
const nameIn = (agent: string, known: Known) => known.find(([, pattern]) => pattern.test(agent))?.[0];

/** The families of browser and system that sent these headers, as `Chrome, Android`: enough to know one's own device by. */
export function deviceOf(headers: Headers): string {
  const agent = headers.get("user-agent") ?? "";
  return [nameIn(agent, BROWSERS), nameIn(agent, SYSTEMS)].filter(Boolean).join(", ");
}
