import { storageEnvOf } from "@/lib/server/env";
import { type ObjectStorage, openStorage } from "@/lib/server/object-storage";

export interface SiteStorage {
  storage: ObjectStorage;
  /** Before the keys of its objects. */
  prefix: string;
}

/**
 * The storage that these variables name; undefined: none. A forgotten KEY_PREFIX would name other objects than the site's: they would
 * count as removed, or as missing.
 * @throws Error if KEY_PREFIX is not set
 */
export function siteStorage(variables: Record<string, string | undefined>): SiteStorage | undefined {
  const settings = storageEnvOf(variables);
  if (!settings) return undefined;
  const prefix = variables.KEY_PREFIX;
  if (prefix === undefined)
    throw new Error(
      "KEY_PREFIX is not set. Set it as the site does; if the site has none, set it to nothing: KEY_PREFIX=",
    );
  return { storage: openStorage(settings), prefix };
}
