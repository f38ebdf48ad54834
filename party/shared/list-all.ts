import type { Store } from "@/party/ports";

/**
 * All pairs whose key starts with `prefix` and comes after `after`, in key order. Read in pages, since all values
 * together may be large.
 */
export async function listAll<T>(
  store: Store,
  prefix: string,
  pageSize: number,
  after?: string,
): Promise<Array<[string, T]>> {
  const all: Array<[string, T]> = [];
  for (let more = true; more; ) {
    const page = await store.list<T>(prefix, all.at(-1)?.[0] ?? after, pageSize);
    all.push(...page);
    more = page.size === pageSize;
  }
  return all;
}
