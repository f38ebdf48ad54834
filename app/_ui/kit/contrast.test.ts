import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../globals.css", import.meta.url), "utf8");

/** Light and dark value of each colour token. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = "", light = "", dark = ""]) => [
    name,
    { light, dark },
  ]),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["paper", "surface", "raised", "sunken"];
const texts = [
  ...grounds.flatMap((ground) => ["ink", "muted", "accent", "danger"].map((text) => [text, ground])),
  ["ink", "accent-soft"],
  ["code-string", "sunken"],
  ["code-name", "sunken"],
  ["accent", "accent-soft"],
  ["accent-strong", "accent-soft"],
  ["ink", "glow"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["danger", "danger-soft"],
  ["on-accent", "danger"],
] as [string, string][];

describe.each(["light", "dark"] as const)("%s", (theme) => {
  const colour = (name: string) => tokens.get(name)?.[theme] ?? "missing";

  it.each(texts)("%s has enough contrast on %s to be read", (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["paper", "surface", "raised"])("a field's edge has enough contrast on %s", (ground) => {
    expect(contrast(colour("line-strong"), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});
