import { dictionary } from "@zxcvbn-ts/language-common";
import { Problem } from "@/app/_server/http/respond";
import { usernameKey } from "@/lib/server/names/username-key";
import { accountKey } from "./account-key";
import { hashPassword } from "./scrypt";

let listed: Set<string> | undefined;

/** About 50,000 passwords that leaks have shown to be everybody's, and one's own name. Server only: the list is large. */
export function isCommon(password: string, username: string): boolean {
  listed ??= new Set(dictionary["passwords-common"]);
  const typed = password.toLowerCase();
  return listed.has(typed) || accountKey(password) === usernameKey(username);
}

/**
 * A password that somebody chooses, ready to be stored.
 * @throws Problem invalid_password, reason `common`.
 */
export async function hashNewPassword(password: string, username: string): Promise<string> {
  if (isCommon(password, username)) {
    throw new Problem("invalid_password", [{ field: "password", reason: "common" }]);
  }
  return hashPassword(password);
}
