import { callApi } from "@/app/_ui/api/call-api";
import { FileStore } from "@/lib/client/files/file-store";
import { putObject } from "@/lib/client/files/files-api";
import { prepareImage, prepareVideo } from "@/lib/client/files/prepare";

import { RoomUploads } from "@/lib/client/files/room-uploads";
import type { CompleteFileAnswer, NewFileAnswer } from "@/lib/protocol/http/files";
import { fileKind } from "@/lib/shared/file-types";

const uploads = new Map<string, RoomUploads>();

/** The page's uploads of a user in a room. They outlive the room's screen, so that leaving it does not stop an upload. */
export function uploadsOf(userId: string, roomId: string): RoomUploads {
  const key = `${userId} ${roomId}`;
  const known = uploads.get(key);
  if (known) return known;
  const path = `/api/rooms/${roomId}/files`;
  const made = new RoomUploads({
    store: new FileStore(userId, roomId),
    prepare: (file, type) => (fileKind(type) === "video" ? prepareVideo(file) : prepareImage(file, type)),
    api: {
      create: (body, signal) => callApi<NewFileAnswer>(path, { method: "POST", body, signal }),
      complete: (fileId, signal) =>
        callApi<CompleteFileAnswer>(`${path}/${fileId}/complete`, { method: "POST", signal }),
      cancel: (fileId) => callApi(`${path}/${fileId}`, { method: "DELETE" }),
      put: putObject,
    },
  });
  uploads.set(key, made);
  return made;
}
