import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { Problem } from "@/app/_server/http/respond";

/** OWASP's scrypt setting for 32 MiB. */
const OWASP = { N: 2 ** 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/**
 * The most hashes that run or wait. Node.js's thread pool runs four at a time, 0.2 s and 32 MiB each, so the last of 24 waits for
 * about a second.
 */
const PENDING_MAX = 24;

type Cost = typeof OWASP;

let pending = 0;

/** @throws Problem unavailable if too many passwords are being hashed. */
function derive(password: string, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  if (pending >= PENDING_MAX) throw new Problem("unavailable");
  // Node.js's default limit is slightly less than OWASP's setting needs.
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => {
      pending--;
      if (error) reject(error);
      else resolve(key);
    });
    // Counted after the call: for an impossible cost scrypt throws at once and never runs the callback.
    pending++;
  });
}

/**
 * Hashes a password as `scrypt$N$r$p$salt$hash`, so that old hashes stay readable when the cost changes. Takes about
 * 0.2 s, on another thread.
 */
export async function hashPassword(password: string, cost: Cost = OWASP): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), hash.toString("base64")].join("$");
}

/** Whether a stored password was hashed with another cost than `hashPassword` uses now. */
export function isOutdated(stored: string, cost: Cost = OWASP): boolean {
  const [, N, r, p] = stored.split("$").map(Number);
  return N !== cost.N || r !== cost.r || p !== cost.p;
}

/**
 * Whether a password matches its hash.
 * @throws Error if the stored text is not from `hashPassword`. @throws Problem unavailable, like `hashPassword`.
 */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [algorithm, N, r, p, salt, hash] = stored.split("$");
  if (algorithm !== "scrypt" || !salt || !hash) throw new Error("a stored password has an unknown format");
  const expected = Buffer.from(hash, "base64");
  const key = await derive(password, Buffer.from(salt, "base64"), { N: Number(N), r: Number(r), p: Number(p) });
  return key.length === expected.length && timingSafeEqual(key, expected);
}
