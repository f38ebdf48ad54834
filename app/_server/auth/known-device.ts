/**
 * A cookie that lists the accounts that have signed in on this browser. Such a browser has its own allowance of
 * password attempts, so a stranger who uses up the shared allowance does not lock the owner out. The cookie
 * authenticates nobody.
 */
import { SignJWT } from "jose";
import * as z from "zod";
import { usernameKey } from "@/lib/server/names/username-key";
import { sign, verifySigned } from "@/lib/server/signing";
import { sha256, toBase64 } from "@/lib/shared/bytes";
import { newId } from "@/lib/shared/ids";
import { readCookie, writeCookie } from "./cookie";
import { sessionSecrets } from "./session";

const TTL_S = 365 * 24 * 60 * 60;
/** Enough for a shared browser. The accounts that signed in last are kept. */
const ACCOUNTS_MAX = 5;
const AUDIENCE = "device";
const claims = z.object({ did: z.uuid(), accounts: z.array(z.string()).max(ACCOUNTS_MAX) });

/** The cookie holds digests, so a reader can only test whether a name is in it. */
const markOf = async (deviceId: string, account: string) =>
  toBase64((await sha256(`${deviceId} ${account}`)).subarray(0, 12));

async function deviceIn(request: Request): Promise<z.infer<typeof claims> | undefined> {
  const cookie = readCookie("device", request.headers, request.url);
  const token = await verifySigned(cookie, sessionSecrets(), { audience: AUDIENCE, requiredClaims: ["exp"] });
  return claims.safeParse(token?.payload).data;
}

/** The id of the requesting browser if this account is in its list. @param account an `accountKey`. */
export async function knownDevice(request: Request, account: string): Promise<string | undefined> {
  const device = await deviceIn(request);
  return device?.accounts.includes(await markOf(device.did, account)) ? device.did : undefined;
}

/** The Set-Cookie header that adds an account to the browser's list. */
export async function deviceCookie(request: Request, username: string): Promise<string> {
  const { did, accounts } = (await deviceIn(request)) ?? { did: newId(), accounts: [] };
  const mark = await markOf(did, usernameKey(username));
  const known = [mark, ...accounts.filter((each) => each !== mark)].slice(0, ACCOUNTS_MAX);
  const iat = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ did, accounts: known })
    .setAudience(AUDIENCE)
    .setIssuedAt(iat)
    .setExpirationTime(iat + TTL_S);
  return writeCookie("device", await sign(token, sessionSecrets().secret), TTL_S, request);
}
