import { expect, it } from "vitest";
import { hashNewPassword, isCommon } from "./new-password";

it.each(["password", "PassWord", "12345678", "qwerty123", "iloveyou"])("%s is a common password", (password) => {
  expect(isCommon(password, "mina")).toBe(true);
});

it.each(["열려라 참깨 123", "a b c d e f", "비밀번호비밀번호"])("%s is allowed", (password) => {
  expect(isCommon(password, "mina")).toBe(false);
});

it("the user's own name is a common password in any spelling", () => {
  expect(isCommon("MINA-KIM-2", "mina-kim-2")).toBe(true);
  expect(isCommon("mina-kim-2", "mina-kim-3")).toBe(false);
});

it("D4: a common password is refused with its field and reason, before it is hashed", async () => {
  await expect(hashNewPassword("password", "mina")).rejects.toMatchObject({
    code: "invalid_password",
    errors: [{ field: "password", reason: "common" }],
  });
});
