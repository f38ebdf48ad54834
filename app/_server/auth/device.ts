/** Checked in this order: Edge, for example, also has "Chrome" and "Safari" in its User-Agent, so it comes before them. */
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

/** Browser and system of a request, such as `Chrome, Android`: enough for users to recognise their own devices. */
export function deviceOf(headers: Headers): string {
  const agent = headers.get("user-agent") ?? "";
  return [nameIn(agent, BROWSERS), nameIn(agent, SYSTEMS)].filter(Boolean).join(", ");
}
