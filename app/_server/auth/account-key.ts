import { usernameKey } from "@/lib/server/names/username-key";
import { usernameSchema } from "@/lib/text/schemas";

/**
 * The key that all spellings of a username share, with or without white space around the name. Undefined: not a valid name.
 * The name is parsed first, since computing the key of a long text is expensive (D7).
 */
export function accountKey(typed: string): string | undefined {
  const username = usernameSchema.safeParse(typed);
  return username.success ? usernameKey(username.data) : undefined;
}
