import { useEffect, useState } from "react";
import { ownPreviews } from "@/app/_ui/room/files/own-previews";
import type { RoomUploads, Upload } from "@/lib/client/files/room-uploads";

const previews = new Map<string, Promise<string | undefined>>();

/** A small picture of an image or film on the device, as an address; undefined until there is one. */
export function usePreview(uploads: RoomUploads, { id, type, isPrepared, upload }: Upload): string | undefined {
  const [url, setUrl] = useState<string>();
  const isReady = isPrepared && /^(image|video)\//.test(type);
  const fileId = upload?.fileId;
  useEffect(() => {
    if (!isReady) return;
    let isOn = true;
    const made = previews.get(id) ?? previewOf(uploads, id);
    previews.set(id, made);
    void made.then((found) => {
      // The sent message shows the same picture.
      if (found && fileId) ownPreviews.set(fileId, found);
      if (isOn) setUrl(found);
    });
    return () => {
      isOn = false;
    };
  }, [uploads, id, isReady, fileId]);
  return url;
}

async function previewOf(uploads: RoomUploads, id: string): Promise<string | undefined> {
  const { preview } = (await uploads.bytes(id)) ?? {};
  if (!preview) return undefined;
  return new Promise((resolve) => {
    const reader = new FileReader();
    // Not a `blob:` address, which the content security policy would have to allow.
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => resolve(undefined);
    reader.readAsDataURL(preview);
  });
}
