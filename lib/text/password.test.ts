import { expect, it } from "vitest";
import { passwordSchema } from "./schemas";

it("D4: 8 to 128 characters, composed the same from every keyboard", () => {
  expect(passwordSchema.safeParse("1234567").success).toBe(false);
  expect(passwordSchema.safeParse("가".normalize("NFD").repeat(7)).success).toBe(false);
  expect(passwordSchema.parse("가".normalize("NFD").repeat(8))).toBe("가".repeat(8));
  expect(passwordSchema.safeParse("😀".repeat(128)).success).toBe(true);
  expect(passwordSchema.safeParse("a".repeat(129)).success).toBe(false);
});
