"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { FileBoxes, type FileViewProps } from "@/app/_ui/room/files/file-boxes";
import { FileName, iconOf } from "@/app/_ui/room/files/file-card";
import { useFileSize } from "@/app/_ui/room/files/file-size";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { senderOf } from "@/lib/client/files/file-sender";
import type { RoomUploads, Upload } from "@/lib/client/files/room-uploads";
import type { LocalFile } from "@/lib/client/outbox/requests";
import { Progress } from "./draft-file";
import { uploadsOf } from "./uploads";
import { useFileProblem } from "./use-file-problem";
import { usePreview } from "./use-preview";

export interface PendingFilesProps {
  files: readonly LocalFile[];
}

const UploadsContext = createContext<RoomUploads | undefined>(undefined);

/** The files of a message that is not sent, in the boxes that they will have. */
export function PendingFiles({ files }: PendingFilesProps) {
  const { room, you, client } = useRoomContext();
  const [uploads] = useState(() => uploadsOf(you.id, room.id));
  // Also where there is no composer, or no storage any more: the message must be sent or fail.
  useEffect(() => senderOf(client, uploads).open(), [client, uploads]);
  const { files: all } = useSyncExternalStore(uploads.subscribe, uploads.getState, uploads.getState);
  const shown = files.map((file) => all.find(({ id }) => id === file.id) ?? { ...file, type: "", size: 0 });
  return (
    <UploadsContext value={uploads}>
      <FileBoxes files={shown} View={PendingFile} />
    </UploadsContext>
  );
}

function PendingFile({ file, image }: FileViewProps) {
  const uploads = useContext(UploadsContext);
  const obstacleOf = useObstacle();
  if (!uploads || !("state" in file)) return <Card file={file} />;
  const upload = file as Upload;
  const obstacle = obstacleOf(upload);
  return (
    <>
      {image || upload.width ? (
        <>
          <Picture file={upload} uploads={uploads} />
          {obstacle && (
            <p className={`absolute inset-x-0 bottom-0 truncate px-2 py-0.5 text-xs ${obstacle.look}`}>
              {obstacle.words}
            </p>
          )}
        </>
      ) : (
        <Card file={file} obstacle={obstacle} />
      )}
      <Progress file={upload} />
    </>
  );
}

interface Obstacle {
  words: string;
  look: string;
}

/** Why a file is not being uploaded. */
function useObstacle(): (file: Upload) => Obstacle | undefined {
  const t = useTranslations("files");
  const problemText = useFileProblem();
  return ({ problem, state }) => {
    if (problem) return { words: problemText(problem), look: "bg-danger-soft text-danger" };
    if (state === "waiting" && !navigator.onLine) return { words: t("offline"), look: "bg-raised text-muted" };
    return undefined;
  };
}

function Picture({ file, uploads }: { file: Upload; uploads: RoomUploads }) {
  const preview = usePreview(uploads, file);
  return preview && <img src={preview} alt={file.name} className="absolute inset-0 size-full object-cover" />;
}

function Card({ file: { name, type, size }, obstacle }: Pick<FileViewProps, "file"> & { obstacle?: Obstacle }) {
  const format = useFileSize();
  const Icon = iconOf(type);
  return (
    <div className={`absolute inset-0 flex items-center gap-3 px-3 ${obstacle?.look ?? ""}`}>
      <Icon className="size-6 shrink-0 text-muted" aria-hidden="true" />
      <div className="min-w-0 flex-1 leading-snug">
        <FileName name={name} className="text-sm font-semibold text-ink" />
        {obstacle ? (
          <p className="line-clamp-2 text-xs">{obstacle.words}</p>
        ) : (
          size > 0 && <p className="text-xs text-muted">{format(size)}</p>
        )}
      </div>
    </div>
  );
}
