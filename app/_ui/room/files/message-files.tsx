"use client";

import { useState } from "react";
import { LazyPart, useLazyCode } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart, Part } from "@/app/_ui/lazy/part";
import { isPending, type Line } from "@/app/_ui/room/log/timeline";
import { textOf } from "@/lib/events/files";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { FileBoxes, type FileViewProps } from "./file-boxes";
import type { ImageViewerProps } from "./image-viewer";
import type { PendingFilesProps } from "./sending/pending-files";

const fileView = new LazyPart<FileViewProps>(() => import("./file-view").then((code) => code.FileView));
/** Preloaded with the composer's files, so that it is there without a connection. */
export const pendingFiles = new LazyPart<PendingFilesProps>(() =>
  import("./sending/pending-files").then((code) => code.PendingFiles),
);
const imageViewer = new LazyPart<ImageViewerProps>(() => import("./image-viewer").then((code) => code.ImageViewer));

/** The files of a message in the log, sent or not. */
export function LineFiles({ line }: { line: Line }) {
  const { files = [] } = line;
  if (files.length === 0 || ("deletedAt" in line && line.deletedAt)) return null;
  return (
    <div className={`-mx-2 compact:mx-0 ${textOf(line) ? "mt-1.5 mb-0.5" : "-my-0.5 compact:my-0.5"}`}>
      {isPending(line) ? (
        <AppearingPart part={pendingFiles} with={{ files }} />
      ) : (
        <MessageFiles files={line.files ?? []} />
      )}
    </div>
  );
}

function MessageFiles({ files }: { files: readonly FileDescriptor[] }) {
  const View = useLazyCode(fileView, true);
  const [shown, setShown] = useState<string>();
  const close = () => setShown(undefined);
  return (
    <>
      <FileBoxes files={files} View={View} open={setShown} />
      <Part
        part={imageViewer}
        wanted={shown !== undefined}
        giveUp={close}
        with={{ files, shown, show: setShown, close }}
      />
    </>
  );
}
