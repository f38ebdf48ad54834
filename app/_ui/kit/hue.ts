/** Whole class names, so that Tailwind finds them. Not style attributes, which our content security policy forbids. */
const HUES = [
  ...["hue-0", "hue-30", "hue-60", "hue-90", "hue-120", "hue-150"],
  ...["hue-180", "hue-210", "hue-240", "hue-270", "hue-300", "hue-330"],
];

/** The hue of a name: always the same for one name. The hash is FNV-1a, which spreads similar names. */
export function hueOf(name: string): string | undefined {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return HUES[(hash >>> 0) % HUES.length];
}
