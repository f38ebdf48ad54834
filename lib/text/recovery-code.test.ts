import { expect, it } from "vitest";
import { hashRecoveryCode, newRecoveryCode } from "./recovery-code";
import { recoveryCodeSchema } from "./schemas";

it("has eight groups of four unambiguous letters, and is different each time", () => {
  const codes = Array.from({ length: 200 }, newRecoveryCode);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){7}$/);
  expect(new Set(codes).size).toBe(200);
  expect(new Set(codes.join("").replaceAll("-", "")).size).toBe(32);
});

it("is accepted in the spellings that people type", async () => {
  const code = "01AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0123-4567";
  const typed = " olab cdef-ghjk mnpq rstv WXYZ o123 4567\n";
  expect(recoveryCodeSchema.parse(typed)).toBe(code.replaceAll("-", ""));
  expect(await hashRecoveryCode(typed)).toBe(await hashRecoveryCode(code));
  expect(await hashRecoveryCode(code)).toMatch(/^sha256\$[\w+/]{43}=$/);
});

it.each(["", "01AB", "U".repeat(32), "0".repeat(33)])("%j is refused", (typed) => {
  expect(recoveryCodeSchema.safeParse(typed).success).toBe(false);
});
