import type * as Party from "partykit/server";
import type { Store } from "@/party/ports";

/**
 * Adapts a Durable Object's storage. Puts and deletes that start in one turn of the event loop become durable together.
 */
export function storeOn(storage: Party.Storage): Store {
  return {
    get: (key) => storage.get(key),
    list: (prefix, startAfter, limit) => storage.list({ prefix, startAfter, limit }),
    put: (pairs) => storage.put(pairs),
    async delete(keys) {
      await storage.delete(keys);
    },
    setAlarm: (at) => storage.setAlarm(at),
    deleteAlarm: () => storage.deleteAlarm(),
    alarm: async () => (await storage.getAlarm()) ?? undefined,
  };
}
