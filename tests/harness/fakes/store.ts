import type { Store } from "@/party/ports";
import { Side } from "./side";

export class FakeStore extends Side implements Store {
  readonly pairs = new Map<string, unknown>();
  alarmAt: number | undefined;

  get<T>(key: string) {
    return this.call("get", () => structuredClone(this.pairs.get(key)) as T | undefined);
  }

  list<T>(prefix: string, startAfter: string | undefined, limit: number) {
    return this.call("list", () => {
      const keys = [...this.pairs.keys()].filter((key) => key.startsWith(prefix) && key > (startAfter ?? "")).sort();
      return new Map(keys.slice(0, limit).map((key) => [key, structuredClone(this.pairs.get(key)) as T]));
    });
  }

  put(pairs: Record<string, unknown>) {
    if (Object.keys(pairs).length > 128) throw new Error("more than 128 pairs");
    return this.call("put", () => {
      for (const [key, value] of Object.entries(pairs)) this.pairs.set(key, structuredClone(value));
    });
  }

  delete(keys: string[]) {
    if (keys.length > 128) throw new Error("more than 128 keys");
    return this.call("delete", () => {
      for (const key of keys) this.pairs.delete(key);
    });
  }

  setAlarm(at: number) {
    return this.call("setAlarm", () => {
      this.alarmAt = at;
    });
  }

  alarm() {
    return this.call("alarm", () => this.alarmAt);
  }

  deleteAlarm() {
    return this.call("deleteAlarm", () => {
      this.alarmAt = undefined;
    });
  }
}
