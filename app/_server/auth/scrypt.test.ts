import { describe, expect, it } from "vitest";
import { hashPassword, isOutdated, verifyPassword } from "./scrypt";

const CHEAP = { N: 2 ** 4, r: 8, p: 1 };

describe("stored passwords", () => {
  it("tells the right password from a wrong one", async () => {
    const stored = await hashPassword("열려라 참깨!", CHEAP);
    expect(await verifyPassword("열려라 참깨!", stored)).toBe(true);
    expect(await verifyPassword("열려라 참깨", stored)).toBe(false);
  });

  it("uses a salt: two hashes of one password differ", async () => {
    expect(await hashPassword("open sesame", CHEAP)).not.toBe(await hashPassword("open sesame", CHEAP));
  });

  it("stores the cost with the hash, and the OWASP cost by default", async () => {
    expect(await hashPassword("open sesame", CHEAP)).toMatch(/^scrypt\$16\$8\$1\$[\w+/]+=*\$[\w+/]+=*$/);
    expect(await hashPassword("open sesame")).toMatch(/^scrypt\$32768\$8\$3\$/);
  });

  it("tells a hash of another cost from one of the current cost", async () => {
    const stored = await hashPassword("open sesame", CHEAP);
    expect(isOutdated(stored)).toBe(true);
    expect(isOutdated(stored, CHEAP)).toBe(false);
  });

  it.each([
    "scrypt$32768$8$3$ABEiM0RVZneImaq7zN3u/w==$f07k9OHJizOBEjmEPME5TVCLq/pyt9edsbwvaKT0CbI=",
    "scrypt$16384$8$5$ABEiM0RVZneImaq7zN3u/w==$VIs3Z2hwZmbjbYHi9mfLMHpA2Kp4bVTLLnSV0Gts/Jk=",
  ])("verifies a password that an earlier release hashed in JavaScript: %s", async (stored) => {
    expect(await verifyPassword("열려라 참깨!", stored)).toBe(true);
    expect(await verifyPassword("열려라 참깨?", stored)).toBe(false);
  });

  it("D7: refuses at once the passwords that would wait too long, and continues with the others", async () => {
    const all = Array.from({ length: 30 }, () => hashPassword("open sesame", CHEAP));
    const results = await Promise.allSettled(all);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toHaveLength(6);
    for (const reason of refused) expect(reason).toMatchObject({ code: "unavailable" });
    expect(await hashPassword("open sesame", CHEAP)).toMatch(/^scrypt/);
  });

  it("refuses a stored password in an unknown form", async () => {
    await expect(verifyPassword("open sesame", "plain$open sesame")).rejects.toThrow("unknown form");
    for (let i = 0; i < 30; i++)
      await expect(verifyPassword("open sesame", "scrypt$3$8$1$AAAA$AAAA")).rejects.toThrow(/scrypt/i);
    expect(await hashPassword("open sesame", CHEAP)).toMatch(/^scrypt/);
  });
});
