import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, graphemesOf, initialOf } from "./graphemes";

const FAMILY = "👩‍👩‍👧‍👦";
const KEYCAP = "1️⃣";
const SCOTLAND = "🏴󠁧󠁢󠁳󠁣󠁴󠁿";
/** Each is one visible character. */
const CLUSTERS = [
  ...["🇰🇷", "🇪🇺", FAMILY, "👍🏽", KEYCAP, SCOTLAND, "🧑🏽‍🚀", "❤️"],
  ...["한".normalize("NFD"), "값".normalize("NFD"), "가", "é".normalize("NFD"), "ᄒᆞᆫ", "a", "ก็", "क्षि"],
];

describe("initialOf", () => {
  it.each(CLUSTERS)("the initial of a name that begins with %s is the whole character", (cluster) => {
    expect(initialOf(`${cluster}방 room`)).toBe(graphemesOf(cluster.toUpperCase())[0]);
    expect(initialOf(`${cluster}${cluster}`)).toBe(graphemesOf(cluster.toUpperCase())[0]);
  });

  it("is a capital letter, and one only", () => {
    expect(["mina", "ßeta", "éa", "민아"].map(initialOf)).toEqual(["M", "S", "É", "민"]);
  });

  it("skips invisible characters", () => {
    expect(initialOf("\u200b\u2060 🇰🇷")).toBe("🇰🇷");
    for (const blank of ["\u200b", "\u2800", "\u3164", "\u{1d159}", "\ufff9"]) {
      expect(initialOf(blank), blank).toBe("");
      expect(initialOf(`${blank}방`), blank).toBe("방");
    }
  });
});

describe("cutText", () => {
  it("ends between two characters of any text, and takes as many as fit", () => {
    const texts = fc.array(fc.constantFrom(...CLUSTERS), { maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (clusters, max) => {
        const text = clusters.join("");
        const cut = cutText(text, max);
        const whole = graphemesOf(text);
        const kept = graphemesOf(cut);
        expect(kept).toEqual(whole.slice(0, kept.length));
        expect([...cut].length).toBeLessThanOrEqual(max);
        const next = whole[kept.length];
        if (next !== undefined) expect([...cut, ...next].length).toBeGreaterThan(max);
      }),
    );
  });

  it("splits a character only if it is longer than the limit", () => {
    const tower = `e${"\u0301".repeat(500)}`;
    expect([...cutText(tower, 200)]).toHaveLength(200);
    expect(cutText(`a${tower}`, 200)).toBe("a");
  });
});
