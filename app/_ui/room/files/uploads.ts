import { callApi } from "@/app/_ui/api/call-api";
import { FileStore } from "@/lib/client/files/file-store";
import { putObject } from "@/lib/client/files/files-api";
import { prepareImage } from "@/lib/client/files/prepare-image";
import { RoomUploads } from "@/lib/client/files/room-uploads";
import type { CompleteFileAnswer, NewFileAnswer } from "@/lib/protocol/http/files";

const uploads = new Map<string, RoomUploads>();

/** The page's uploads of a user in a room. They outlive the room's screen, so that leaving it does not stop an upload. */
export function uploadsOf(userId: string, roomId: string): RoomUploads {
  const key = `${userId} ${roomId}`;
  const known = uploads.get(key);
  if (known) return known;
  const path = `/api/rooms/${roomId}/files`;
  const made = new RoomUploads({
    store: new FileStore(userId, roomId),
    prepare: prepareImage,
    api: {
      create: (body, signal) => callApi<NewFileAnswer>(path, { method: "POST", body, signal }),
      complete: (fileId, signal) =>
        callApi<CompleteFileAnswer>(`${path}/${fileId}/complete`, { method: "POST", body: {}, signal }),
      put: putObject,
    },
  });
  uploads.set(key, made);
  return made;
}
