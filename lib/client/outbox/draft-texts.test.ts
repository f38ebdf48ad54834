import "fake-indexeddb/auto";
import { expect, it, vi } from "vitest";
import { DeviceStore } from "./device-store";
import { watchDraftTexts } from "./draft-texts";

it("reports the texts of all rooms at once and after each change of this or another tab, without edits and blanks", async () => {
  const name = `drafts-${Math.random()}`;
  const [own, other] = [new DeviceStore(name), new DeviceStore(name)];
  await own.put(["draft", "mina", "tea", "composer"], { text: "쓰던 글" });
  await own.put(["draft", "mina", "tea", "12"], { text: "고치던 글", base: "글" });
  await own.put(["draft", "mina", "blank", "composer"], { text: " ", replyTo: 3 });
  await own.put(["draft", "jun", "books", "composer"], { text: "남의 글" });
  const told: Record<string, string>[] = [];
  const stop = watchDraftTexts("mina", (texts) => told.push(Object.fromEntries(texts)), own);
  const last = (texts: Record<string, string>) => vi.waitFor(() => expect(told.at(-1)).toEqual(texts));
  await last({ tea: "쓰던 글" });
  await own.put(["draft", "mina", "books", "composer"], { text: "책" });
  await last({ tea: "쓰던 글", books: "책" });
  await other.remove(["draft", "mina", "tea", "composer"]);
  await last({ books: "책" });
  stop();
  await own.remove(["draft", "mina", "books", "composer"]);
  expect(told.at(-1)).toEqual({ books: "책" });
  own.close();
  other.close();
});
