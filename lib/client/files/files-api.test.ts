import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { putObject } from "./files-api";

/** The browser's request, whose events the test triggers. */
class FakeRequest {
  static last: FakeRequest;
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  aborts = 0;
  constructor() {
    FakeRequest.last = this;
  }
  open() {}
  send() {}
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  abort() {
    this.aborts++;
    this.onabort?.();
  }
  answers(status: number) {
    this.status = status;
    this.onload?.();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const begun = () => {
  const stop = new AbortController();
  const result = putObject({ url: "u", headers: { "content-type": "a/b" } }, new Blob(["x"]), () => {}, stop.signal);
  return { stop, result, request: FakeRequest.last };
};

it.each([
  [200, "stored"],
  [412, "stored"],
  [403, "refused"],
  [503, "refused"],
])("an answer of %i: %s", async (status, expected) => {
  const { result, request } = begun();
  request.answers(status);
  expect(await result).toBe(expected);
});

it("a broken connection has no answer", async () => {
  const { result, request } = begun();
  request.onerror?.();
  expect(await result).toBe("unanswered");
});

it("an upload is given up after a minute without progress, and not before", async () => {
  const { result, request } = begun();
  for (let loaded = 1; loaded <= 5; loaded++) {
    vi.advanceTimersByTime(59_000);
    request.upload.onprogress?.({ loaded, total: 5 });
  }
  expect(request.aborts).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(request.aborts).toBe(1);
  expect(await result).toBe("unanswered");
});

it("an upload that is stopped rejects", async () => {
  const { result, stop, request } = begun();
  stop.abort();
  await expect(result).rejects.toBe(stop.signal.reason);
  expect(request.aborts).toBe(1);
});

it("a request that has ended has no timer, and is not aborted later", async () => {
  const { result, stop, request } = begun();
  request.answers(200);
  await result;
  stop.abort();
  expect([request.aborts, vi.getTimerCount()]).toEqual([0, 0]);
});
