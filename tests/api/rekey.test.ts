import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { users } from "@/db/schema";
import { rekeyUsernames } from "@/db/username-keys";
import { foldCase, usernameKey } from "@/lib/server/names/username-key";
import { newId } from "@/lib/shared/ids";
import { startTestCloud, type TestCloud } from "./cloud";
import { backstage } from "./web";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, 60_000);
afterAll(() => cloud.stop());

/** A user with the username key of earlier releases, which gave look-alike names different keys. */
async function before(username: string, minute: number) {
  const row = { id: newId(), username, usernameKey: foldCase(username), createdAt: new Date(minute * 60_000) };
  await backstage().insert(users).values(row);
  return row.id;
}
const keyOf = async (id: string) => (await backstage().select().from(users).where(eq(users.id, id)))[0]?.usernameKey;

it("old names get the current keys; of two names that become the same, the older account has it, and both are reported", async () => {
  const mina = await before("Mina", 3);
  const twin = await before("mlna", 4);
  const chain = await before("m", 1);
  const korean = await before("민아", 2);
  expect(await rekeyUsernames(backstage())).toEqual({ changed: 2, collisions: [["Mina", "mlna"]] });
  expect(await keyOf(mina)).toBe(usernameKey("Mina"));
  expect(await keyOf(twin)).toBe("mlna");
  expect(await keyOf(chain)).toBe("rn");
  expect(await keyOf(korean)).toBe("민아");
  expect(await rekeyUsernames(backstage())).toEqual({ changed: 0, collisions: [["Mina", "mlna"]] });
});

it("a user who already has the key keeps it, though an older account's name now collides", async () => {
  const late = await before("rnrn", 6);
  const early = await before("mm", 5);
  const { changed, collisions } = await rekeyUsernames(backstage());
  expect(changed).toBe(0);
  expect(collisions).toContainEqual(["rnrn", "mm"]);
  expect(await keyOf(early)).toBe("mm");
  expect(await keyOf(late)).toBe("rnrn");
});
