import * as z from "zod/mini";
import { type DeviceStore, deviceStore } from "./device-store";

const draft = z.object({ text: z.string() });

/**
 * Follows the texts that a user has begun in the composers of all rooms on this device, in this and other tabs.
 * @param changed called with the texts by room id, at once and after each change
 * @returns a function that stops it
 */
export function watchDraftTexts(
  userId: string,
  changed: (texts: ReadonlyMap<string, string>) => void,
  device: DeviceStore = deviceStore,
): () => void {
  let isOver = false;
  async function read() {
    const records = await device.list(["draft", userId], draft);
    // The key of a composer's draft ends in "composer", that of an edit in the message's seq.
    const texts = records.flatMap(({ key: [, , roomId = "", field], value: { text } }) =>
      field === "composer" && text.trim() !== "" ? [[roomId, text] as const] : [],
    );
    if (!isOver) changed(new Map(texts));
  }
  void read();
  const stop = device.listen(["draft", userId], () => void read(), { ownToo: true });
  return () => {
    isOver = true;
    stop();
  };
}
