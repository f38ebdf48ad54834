import { expect, it } from "vitest";
import { hueOf } from "./hue";

const FAMILY = [..."김이박최정강조윤장임"];
const GIVEN = ["민아", "준호", "서연", "도윤", "하늘", "지은", "예준", "수아", "태희", "유진"];

it("similar names are spread over twelve hues", () => {
  const names = FAMILY.flatMap((family) => GIVEN.map((given) => family + given));
  const uses = new Map<string | undefined, number>();
  for (const name of names) uses.set(hueOf(name), (uses.get(hueOf(name)) ?? 0) + 1);
  expect(uses.size).toBe(12);
  expect(Math.max(...uses.values())).toBeLessThanOrEqual(20);
});
