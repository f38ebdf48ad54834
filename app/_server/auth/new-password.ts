import { dictionary } from "@zxcvbn-ts/language-common";
import { Problem } from "@/app/_server/http/respond";
import { usernameKey } from "@/lib/server/names/username-key";
import { lazy } from "@/lib/shared/lazy";
import { accountKey } from "./account-key";
import { hashPassword } from "./scrypt";

const commonPasswords = lazy(() => new Set(dictionary["passwords-common"]));

/** Whether a password is the username or one of about 50,000 that are common in leaks. Server only: the list is large. */
export function isCommon(password: string, username: string): boolean {
  const typed = password.toLowerCase();
  return commonPasswords().has(typed) || accountKey(password) === usernameKey(username);
}

/**
 * Hashes a new password to be stored.
 * @throws Problem invalid_password, reason `common`.
 */
export async function hashNewPassword(password: string, username: string): Promise<string> {
  if (isCommon(password, username)) {
    throw new Problem("invalid_password", [{ field: "password", reason: "common" }]);
  }
  return hashPassword(password);
}
