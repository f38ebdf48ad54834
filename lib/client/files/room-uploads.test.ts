import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeviceStore } from "@/lib/client/outbox/device-store";
import { DeviceOutbox } from "@/lib/client/outbox/outbox-store";
import { FILE_MAX_BYTES } from "@/lib/protocol/files";
import { newDevice } from "@/tests/harness/fakes/devices";
import { FakeFilesApi } from "@/tests/harness/fakes/files-api";
import { FileStore } from "./file-store";
import { type Prepared, RoomUploads } from "./room-uploads";

let devices: DeviceStore[];
let ends: Array<() => void>;
let api: FakeFilesApi;
beforeEach(() => {
  devices = [];
  ends = [];
  api = new FakeFilesApi();
  newDevice();
  vi.stubGlobal("navigator", { onLine: true, locks: new Locks() });
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => {
  for (const end of ends) end();
  for (const device of devices) device.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Web Locks: one holder for each name, in order. */
class Locks {
  private readonly last = new Map<string, Promise<unknown>>();
  request(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const mine = (this.last.get(name) ?? Promise.resolve()).then(work);
    this.last.set(
      name,
      mine.catch(() => {}),
    );
    return mine;
  }
}

/** A page's uploads of a room. */
function page({ prepare = async () => undefined as Prepared | undefined, from = api, userId = "mina" } = {}) {
  const device = new DeviceStore();
  devices.push(device);
  const uploads = new RoomUploads({ store: new FileStore(userId, "walk", device), api: from, prepare });
  ends.push(uploads.open());
  return { uploads, device };
}
const text = (name: string, content = "hello") => new File([content], name, { type: "text/plain" });
const photo = (name: string, bytes = 10) => new File([new Uint8Array(bytes)], name, { type: "image/jpeg" });
/** Lets everything that the device does end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));
const states = (uploads: RoomUploads) => uploads.getState().files.map(({ name, state }) => `${name} ${state}`);
const until = (uploads: RoomUploads, expected: readonly string[]) =>
  vi.waitFor(() => expect(states(uploads)).toEqual(expected));

describe("files are uploaded as soon as they are chosen", () => {
  it("each is announced, sent and completed; its token is kept on the device for the next page", async () => {
    const { uploads } = page();
    expect(uploads.add([text("a.txt"), text("b.txt")], 10)).toEqual([]);
    await until(uploads, ["a.txt uploaded", "b.txt uploaded"]);
    expect(api.created).toMatchObject([{ name: "a.txt", type: "text/plain", size: 5 }, { name: "b.txt" }]);
    expect(await api.stored.get(api.ids[0] ?? "")?.text()).toBe("hello");
    const next = page();
    await until(next.uploads, ["a.txt uploaded", "b.txt uploaded"]);
    expect(next.uploads.getState().files[0]?.upload?.token).toBe("token of a.txt 1");
    expect(api.created).toHaveLength(2);
  });

  it("another account and another room see none of them", async () => {
    page().uploads.add([text("a.txt")], 10);
    await vi.waitFor(() => expect(api.completed).toHaveLength(1));
    const { uploads } = page({ userId: "jun" });
    await vi.waitFor(() => expect(uploads.getState().isLoaded).toBe(true));
    expect(states(uploads)).toEqual([]);
  });

  it("an image is prepared first, also without a connection, and sent with its thumbnail and dimensions", async () => {
    api.isOffline = true;
    const facts = { width: 40, height: 30, placeholder: "p", thumbnailSize: 3 };
    const prepared = { file: new Blob(["small"]), preview: new Blob(["pre"]), ...facts };
    const { uploads } = page({ prepare: async () => prepared });
    uploads.add([photo("a.jpg", 1_000)], 10);
    await vi.waitFor(() => expect(uploads.getState().files).toMatchObject([{ size: 5, isPrepared: true, ...facts }]));
    api.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await until(uploads, ["a.jpg uploaded"]);
    expect(api.created).toMatchObject([{ size: 5, ...facts }]);
    expect(await api.stored.get(`${api.ids[0]} thumbnail`)?.text()).toBe("pre");
    expect(await api.stored.get(api.ids[0] ?? "")?.text()).toBe("small");
  });

  it("an image that cannot be decoded is sent as it is", async () => {
    const { uploads } = page({ prepare: () => Promise.reject(new Error("not an image")) });
    uploads.add([photo("a.jpg")], 10);
    await until(uploads, ["a.jpg uploaded"]);
    expect(api.created).toMatchObject([{ size: 10, width: undefined }]);
  });

  it("names are in NFC, cut to 100 characters with their extension, and without control and direction characters", () => {
    const { uploads } = page();
    uploads.add([text("사진.txt".normalize("NFD")), text(`${"가".repeat(300)}.html`), text("a\u202egnp.exe")], 10);
    const names = uploads.getState().files.map(({ name }) => name);
    expect(names).toEqual(["사진.txt", `${"가".repeat(95)}.html`, "agnp.exe"]);
  });
});

describe("a file that cannot be sent loses nothing else", () => {
  it("an empty, a too large and an eleventh file are refused with their reason; an image may be larger before it is prepared", () => {
    const { uploads } = page();
    const large = (name: string, type: string) => {
      const file = new File(["x"], name, { type });
      Object.defineProperty(file, "size", { value: FILE_MAX_BYTES + 1 });
      return file;
    };
    const chosen = [text("empty.txt", ""), large("film.mp4", "video/mp4"), text("a.txt"), large("b.png", "image/png")];
    expect(uploads.add([...chosen, text("c.txt")], 2)).toEqual([
      { name: "empty.txt", problem: "empty" },
      { name: "film.mp4", problem: "too_large" },
      { name: "c.txt", problem: "too_many" },
    ]);
    expect(states(uploads)).toEqual(["a.txt waiting", "b.png waiting"]);
  });

  it("a refusal by the server fails that file only, with its reason, until it is tried again", async () => {
    api.refusals.set("b.txt", { status: 409, code: "limit_reached" });
    const { uploads } = page();
    uploads.add([text("a.txt"), text("b.txt"), text("c.txt")], 10);
    await until(uploads, ["a.txt uploaded", "b.txt failed", "c.txt uploaded"]);
    expect(uploads.getState().files[1]?.problem).toBe("limit_reached");
    api.refusals.clear();
    uploads.retry(uploads.getState().files.map(({ id }) => id));
    await until(uploads, ["a.txt uploaded", "b.txt uploaded", "c.txt uploaded"]);
    expect(api.created).toHaveLength(3);
  });

  it("an image that is still too large once it is prepared fails", async () => {
    const file = new Blob(["x"]);
    Object.defineProperty(file, "size", { value: FILE_MAX_BYTES + 1 });
    const { uploads } = page({ prepare: async () => ({ file, width: 1, height: 1 }) });
    uploads.add([photo("a.png")], 10);
    await until(uploads, ["a.png failed"]);
    expect(uploads.getState().files[0]?.problem).toBe("too_large");
  });

  it("a storage that refuses five times fails the file, which is announced once and cancelled", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    api.isFull = true;
    const { uploads } = page();
    uploads.add([text("a.txt")], 10);
    for (let i = 0; i < 200 && states(uploads)[0] !== "a.txt failed"; i++) await vi.advanceTimersByTimeAsync(1_000);
    expect([api.puts, uploads.getState().files[0]?.problem]).toEqual([5, "storage"]);
    expect([api.created.length, api.cancelled]).toEqual([1, api.ids]);
    api.isFull = false;
    uploads.retry(uploads.getState().files.map(({ id }) => id));
    await until(uploads, ["a.txt uploaded"]);
    expect(api.created).toHaveLength(2);
  });

  it("a file whose record the device cannot store is lost with it, and the next files are stored and uploaded", async () => {
    const reported = vi.fn();
    vi.stubGlobal("reportError", reported);
    const { uploads, device } = page();
    await vi.waitFor(() => expect(uploads.getState().isLoaded).toBe(true));
    vi.spyOn(device, "putAll").mockRejectedValueOnce(new Error("broken"));
    uploads.add([text("a.txt"), text("b.txt")], 10);
    await vi.waitFor(() => expect(states(uploads)).toContain("b.txt uploaded"));
    expect(reported).toHaveBeenCalledWith(new Error("broken"));
    const next = page();
    await until(next.uploads, ["b.txt uploaded"]);
  });

  it("removing a file stops its upload and removes it from the device", async () => {
    api.holds = true;
    const { uploads } = page();
    uploads.add([text("a.txt")], 10);
    await vi.waitFor(() => expect(api.held).toHaveLength(1));
    expect(uploads.getState().files).toMatchObject([{ state: "uploading", progress: 0.5 }]);
    uploads.remove(uploads.getState().files[0]?.id ?? "");
    await vi.waitFor(() => expect(api.stopped).toBe(1));
    expect(api.cancelled).toEqual(api.ids);
    const next = page();
    await vi.waitFor(() => expect(next.uploads.getState().isLoaded).toBe(true));
    expect([states(uploads), states(next.uploads)]).toEqual([[], []]);
  });
});

describe("an announced file is used until its addresses expire", () => {
  /** Breaks the first upload, and waits until it is to be tried again. */
  async function broken() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const opened = page();
    opened.uploads.add([text("a.txt")], 10);
    for (let i = 0; i < 50 && (api.puts === 0 || states(opened.uploads)[0] !== "a.txt waiting"); i++)
      await vi.advanceTimersByTimeAsync(10);
    expect(states(opened.uploads)).toEqual(["a.txt waiting"]);
    return opened;
  }
  const uploaded = async (uploads: RoomUploads) => {
    for (let i = 0; i < 200 && states(uploads)[0] !== "a.txt uploaded"; i++) await vi.advanceTimersByTimeAsync(1_000);
    expect(states(uploads)).toEqual(["a.txt uploaded"]);
  };

  it("a broken connection waits, however often it breaks, and announces no other file", async () => {
    const put = api.put;
    api.put = async () => {
      api.puts++;
      return "unanswered";
    };
    api.validMs = 3_600_000;
    const { uploads } = await broken();
    for (let i = 0; i < 400 && api.puts < 8; i++) await vi.advanceTimersByTimeAsync(1_000);
    expect(api.puts).toBe(8);
    api.put = put;
    await uploaded(uploads);
    expect(api.created).toHaveLength(1);
  });

  it("bytes that arrived without an answer are completed", async () => {
    api.losesAnswer = true;
    const { uploads } = await broken();
    await uploaded(uploads);
    expect([api.created.length, api.completed]).toEqual([1, api.ids]);
  });

  it("the next page uses it too", async () => {
    api.losesAnswer = true;
    const { device } = await broken();
    device.close();
    await uploaded(page().uploads);
    expect([api.created.length, api.cancelled]).toEqual([1, []]);
  });

  it("after that, bytes that have arrived are completed all the same", async () => {
    [api.losesAnswer, api.validMs] = [true, 500];
    const { uploads } = await broken();
    await uploaded(uploads);
    expect([api.created.length, api.puts, api.completed]).toEqual([1, 1, api.ids]);
  });

  it("after that, a file without its bytes is cancelled, and another one announced", async () => {
    api.validMs = 500;
    const put = api.put;
    api.put = async () => {
      api.puts++;
      api.put = put;
      return "unanswered";
    };
    const { uploads } = await broken();
    await uploaded(uploads);
    expect(api.created).toHaveLength(2);
    expect([api.cancelled, api.completed]).toEqual([[api.ids[0]], [api.ids[1]]]);
  });
});

describe("uploads go on", () => {
  it("without a connection they wait, and begin again when the device is online", async () => {
    api.isOffline = true;
    const { uploads } = page();
    uploads.add([text("a.txt")], 10);
    await until(uploads, ["a.txt waiting"]);
    api.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await until(uploads, ["a.txt uploaded"]);
  });

  it("the next page begins an upload again that a closed page had begun", async () => {
    api.holds = true;
    vi.stubGlobal("navigator", { onLine: true });
    const closed = page();
    closed.uploads.add([text("a.txt")], 10);
    await vi.waitFor(() => expect(api.held).toHaveLength(1));
    const next = page({ from: new FakeFilesApi() });
    await until(next.uploads, ["a.txt uploaded"]);
  });

  it("one page at a time uploads; the others show the result", async () => {
    const [here, there] = [page(), page()];
    await vi.waitFor(() => expect(there.uploads.getState().isLoaded).toBe(true));
    here.uploads.add([text("a.txt"), text("b.txt")], 10);
    await until(there.uploads, ["a.txt uploaded", "b.txt uploaded"]);
    await until(here.uploads, ["a.txt uploaded", "b.txt uploaded"]);
    expect(api.created).toHaveLength(2);
  });

  it("a file that is renewed is uploaded again, under a new id", async () => {
    const { uploads } = page();
    uploads.add([text("a.txt")], 10);
    await until(uploads, ["a.txt uploaded"]);
    uploads.renew(uploads.getState().files.map(({ id }) => id));
    await vi.waitFor(() => expect(uploads.getState().files[0]?.upload?.token).toBe("token of a.txt 2"));
    expect(new Set(api.ids).size).toBe(2);
  });

  it("files of unsent messages are known as such, in every tab", async () => {
    const { uploads, device } = page();
    uploads.add([text("a.txt"), text("b.txt")], 10);
    const [file] = uploads.getState().files;
    const other = page();
    const outbox = new DeviceOutbox("mina", "walk", device, "here");
    const frame = { type: "send" as const, clientId: "m", body: "look" };
    const files = [{ id: file?.id ?? "", name: "a.txt" }];
    await outbox.add({ frame, at: 1, state: "sending", tab: "here", files });
    for (const each of [uploads, other.uploads])
      await vi.waitFor(() => expect([...each.getState().claimed]).toEqual([file?.id]));
    outbox.remove("m", files);
    for (const each of [uploads, other.uploads]) await until(each, ["b.txt uploaded"]);
    expect(await uploads.bytes(file?.id ?? "")).toBeUndefined();
    expect(api.cancelled).toEqual([]);
  });

  it("a file of a message that may have been sent is another one once it is moved back, so that two messages never have it", async () => {
    const { uploads, device } = page();
    uploads.add([text("a.txt")], 10);
    const [file] = uploads.getState().files;
    const outbox = new DeviceOutbox("mina", "walk", device, "here");
    const frame = { type: "send" as const, clientId: "m", body: "look" };
    await outbox.add({ frame, at: 1, state: "sending", tab: "here", files: [{ id: file?.id ?? "", name: "a.txt" }] });
    await vi.waitFor(() => expect(uploads.getState().claimed.size).toBe(1));
    await until(uploads, ["a.txt uploaded"]);
    outbox.renewFiles([{ id: file?.id ?? "" }]);
    outbox.remove("m");
    await vi.waitFor(() => expect(uploads.getState().claimed.size).toBe(0));
    await vi.waitFor(() => expect(uploads.getState().files[0]?.upload?.fileId).toBe(api.ids[1]));
    uploads.remove(file?.id ?? "");
    expect([states(uploads), api.cancelled]).toEqual([[], [api.ids[1]]]);
  });

  it("files of a message that is confirmed at once are gone from the draft", async () => {
    const { uploads, device } = page();
    uploads.add([text("a.txt")], 10);
    await until(uploads, ["a.txt uploaded"]);
    await settled();
    const files = uploads.getState().files.map(({ id, name }) => ({ id, name }));
    const outbox = new DeviceOutbox("mina", "walk", device, "here");
    void outbox.add({
      frame: { type: "send", clientId: "m", body: "hi" },
      at: 1,
      state: "sending",
      tab: "here",
      files,
    });
    outbox.remove("m", files);
    await until(uploads, []);
  });

  it("a message without files reads no file from the device", async () => {
    const { uploads, device } = page();
    uploads.add([text("a.txt")], 10);
    await until(uploads, ["a.txt uploaded"]);
    await settled();
    const list = vi.spyOn(device, "list");
    const outbox = new DeviceOutbox("mina", "walk", device, "here");
    await outbox.add({ frame: { type: "send", clientId: "m", body: "hi" }, at: 1, state: "sending", tab: "here" });
    outbox.remove("m");
    await settled();
    expect(list).not.toHaveBeenCalled();
  });
});
