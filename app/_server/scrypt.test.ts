import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashPassword, isOutdated, verifyPassword } from "./scrypt";

const CHEAP = { N: 2 ** 4, r: 8, p: 1 };

describe("stored passwords", () => {
  it("knows the right one from a wrong one", async () => {
    const stored = await hashPassword("열려라 참깨!", CHEAP);
    expect(await verifyPassword("열려라 참깨!", stored)).toBe(true);
    expect(await verifyPassword("열려라 참깨", stored)).toBe(false);
  });

  it("salts: the same password never looks the same", async () => {
    expect(await hashPassword("open sesame", CHEAP)).not.toBe(await hashPassword("open sesame", CHEAP));
  });

  it("stores the cost with the hash, and the OWASP cost by default", async () => {
    expect(await hashPassword("open sesame", CHEAP)).toMatch(/^scrypt\$16\$8\$1\$[\w+/]+=*\$[\w+/]+=*$/);
    expect(await hashPassword("open sesame")).toMatch(/^scrypt\$32768\$8\$3\$/);
  });

  it("tells a hash of another cost from one of today's", async () => {
    const stored = await hashPassword("open sesame", CHEAP);
    expect(isOutdated(stored)).toBe(true);
    expect(isOutdated(stored, CHEAP)).toBe(false);
  });

  it("is scrypt as others know it", async () => {
    const [, , , , salt = "", hash = ""] = (await hashPassword("open sesame", CHEAP)).split("$");
    const expected = scryptSync("open sesame", Buffer.from(salt, "base64"), 32, { N: 16, r: 8, p: 1 });
    expect(Buffer.from(hash, "base64")).toEqual(expected);
  });

  it("refuses a stored form it does not know", async () => {
    await expect(verifyPassword("open sesame", "plain$open sesame")).rejects.toThrow("unknown form");
  });
});
