"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { type SyntheticEvent, useRef, useState } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { FileCard, FileName } from "./file-card";
import { useFileSize } from "./file-size";
import { fileUrl } from "./file-url";
import { ownPreviews } from "./own-previews";

interface PlayerProps {
  file: FileDescriptor;
  kind: "audio" | "video";
}

/** A sound or film with the browser's own controls. One that the browser cannot play is a card. */
export function Player({ file, kind }: PlayerProps) {
  const t = useTranslations("files");
  const tab = useLineTab();
  const size = useFileSize();
  const { room } = useRoomContext();
  const { hasFailed, handlers } = useReload();
  const { id, name, thumbnail } = file;
  if (hasFailed) {
    return (
      <div className="absolute inset-0 flex flex-col justify-center overflow-auto">
        <div>
          <FileCard file={file} />
        </div>
        <p className="px-3 pb-2 text-xs text-muted">{t("unplayable")}</p>
      </div>
    );
  }
  const media = { src: fileUrl(room.id, id), controls: true, tabIndex: tab, "aria-label": name, ...handlers };
  const title = (
    <>
      <FileName name={name} className="flex-1 font-semibold" />
      <span className="shrink-0 opacity-80">{size(file.size)}</span>
      <a
        href={fileUrl(room.id, id, "download")}
        download={name}
        tabIndex={tab}
        aria-label={t("download", { name })}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg hover:opacity-70 focus-visible:-outline-offset-2"
      >
        <Download className="size-4" aria-hidden="true" />
      </a>
    </>
  );
  if (kind === "audio") {
    return (
      <div className="flex h-full flex-col justify-center px-3 pb-1 text-xs">
        <p className="flex items-center gap-2">{title}</p>
        <audio {...media} preload="none" className="h-10 w-full" />
      </div>
    );
  }
  return (
    <>
      <video
        {...media}
        poster={ownPreviews.get(id) ?? (thumbnail && fileUrl(room.id, id, "thumbnail"))}
        preload={thumbnail ? "none" : "metadata"}
        playsInline
        className="absolute inset-0 size-full bg-film object-contain"
      />
      <p className="absolute inset-x-0 top-0 flex items-center gap-2 bg-film/80 pl-3 text-xs text-on-film">{title}</p>
    </>
  );
}

/** After an error, the player is loaded again at most once in this time. */
const RELOAD_EVERY_MS = 10_000;

/**
 * The address that the storage got is valid for a short time. A player that needs more of the file after that fails, and is
 * loaded again where it was.
 */
function useReload() {
  const [hasFailed, setFailed] = useState(false);
  const reloadedAt = useRef(Number.NEGATIVE_INFINITY);
  function onError({ currentTarget: media }: SyntheticEvent<HTMLMediaElement>) {
    const hasPlayed = media.currentTime > 0 || media.readyState > HTMLMediaElement.HAVE_NOTHING;
    if (!hasPlayed || performance.now() - reloadedAt.current < RELOAD_EVERY_MS) return setFailed(true);
    reloadedAt.current = performance.now();
    const { currentTime } = media;
    media.load();
    media.currentTime = currentTime;
    void media.play().catch(() => {});
  }
  return { hasFailed, handlers: { onError } };
}
