import { usernameKey } from "@/lib/server/names/username-key";
import { usernameSchema } from "@/lib/text/names";

/**
 * The key that all spellings of a typed username share, whatever white space surrounds it. Undefined: no account can have that
 * name. The name is parsed first, since computing the key of a long text is expensive (D7).
 */
export function accountKey(typed: string): string | undefined {
  const username = usernameSchema.safeParse(typed);
  return username.success ? usernameKey(username.data) : undefined;
}
