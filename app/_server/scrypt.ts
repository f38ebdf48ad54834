import { scryptAsync } from "@noble/hashes/scrypt.js";
import { fromBase64, toBase64 } from "../../lib/bytes";
import { Problem } from "./respond";
import { takeTurns } from "./turns";

/** OWASP's scrypt setting for 32 MiB: the strongest that an edge function's 128 MB holds more than once. */
const OWASP = { N: 2 ** 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;

type Cost = typeof OWASP;

/** Two take 64 of an edge function's 128 MB, however many people enter in one moment; the twentieth waits some seconds. */
const inTurn = takeTurns(2, 20, () => new Problem("unavailable"));

function derive(password: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  return inTurn(() => scryptAsync(password, salt, { ...cost, dkLen: HASH_BYTES }));
}

/** `scrypt$N$r$p$salt$hash`, so that a later change of the cost leaves old passwords readable. Takes about 0.3 s. */
export async function hashPassword(password: string, cost: Cost = OWASP): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const hash = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, toBase64(salt), toBase64(hash)].join("$");
}

/** Whether a stored password was hashed with another cost than `hashPassword` takes today. */
export function isOutdated(stored: string, cost: Cost = OWASP): boolean {
  const [, N, r, p] = stored.split("$").map(Number);
  return N !== cost.N || r !== cost.r || p !== cost.p;
}

/**
 * Whether the password is the one that was hashed.
 * @throws Error if the stored text is not one that `hashPassword` made.
 */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [algorithm, N, r, p, salt, hash] = stored.split("$");
  if (algorithm !== "scrypt" || !salt || !hash) throw new Error("a stored password is in an unknown form");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return sameBytes(await derive(password, fromBase64(salt), cost), fromBase64(hash));
}

/** Takes as long for a first wrong byte as for a last one, so that time tells nothing. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
