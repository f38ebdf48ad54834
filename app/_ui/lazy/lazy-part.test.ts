import { afterEach, expect, it, vi } from "vitest";
import { LazyPart } from "./lazy-part";

const Dialog = () => null;
afterEach(() => vi.unstubAllGlobals());

it("loads its code once, however often it is asked to", async () => {
  const fetchCode = vi.fn(async () => Dialog);
  const part = new LazyPart(fetchCode);
  expect(await Promise.all([part.load(), part.load()])).toEqual([true, true]);
  expect(await part.load()).toBe(true);
  expect(fetchCode).toHaveBeenCalledTimes(1);
  expect(part.component).toBe(Dialog);
});

it("tries again after a failure, and tells its listeners of each step", async () => {
  const fetchCode = vi.fn(async () => Dialog).mockRejectedValueOnce(new Error("offline"));
  const part = new LazyPart(fetchCode);
  const states: string[] = [];
  part.subscribe(() => states.push(part.getState()));
  expect(await part.load()).toBe(false);
  expect(part.component).toBeUndefined();
  expect(await part.load()).toBe(true);
  expect(states).toEqual(["loading", "failed", "loading", "loaded"]);
});

it("the return of the network retries a failed load, and nothing else", async () => {
  const fetchCode = vi.fn(async () => Dialog).mockRejectedValueOnce(new Error("offline"));
  const part = new LazyPart(fetchCode);
  vi.stubGlobal("window", new EventTarget());
  const stop = part.retryOnReturn();
  window.dispatchEvent(new Event("online"));
  expect(part.getState()).toBe("unloaded");
  await part.load();
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(part.component).toBe(Dialog));
  stop();
  window.dispatchEvent(new Event("online"));
  expect(fetchCode).toHaveBeenCalledTimes(2);
});
