"use client";

import { FileImage, ImageOff, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useState } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { fileKind } from "@/lib/shared/file-types";
import { type FileViewProps, isHeavy } from "./file-boxes";
import { FileCard, FileName } from "./file-card";
import { useFileSize } from "./file-size";
import { ownPreviews } from "./own-previews";
import { placeholderUrl } from "./placeholder-url";
import { Player } from "./player";

/** The content of a file's box in the log. */
export function FileView({ file, image }: FileViewProps) {
  if (image) return <ImageState file={file} image={image} />;
  const kind = fileKind(file.type);
  return kind === "audio" || kind === "video" ? <Player file={file} kind={kind} /> : <FileCard file={file} />;
}

/** Under an image that is being loaded: its placeholder. Over it: that it could not be loaded, or that it moves in the viewer. */
function ImageState({ file, image }: Required<FileViewProps>) {
  const t = useTranslations("files");
  const tab = useLineTab();
  const hasFailed = useFailure(image);
  if (!hasFailed) {
    return (
      <>
        {file.placeholder && (
          <img src={placeholderUrl(file.placeholder)} alt="" className="absolute inset-0 size-full" />
        )}
        {isHeavy(file) && !ownPreviews.has(file.id) && <HeavyImage file={file} />}
        {file.type === "image/gif" && file.thumbnail && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute bottom-1.5 left-1.5 z-10 rounded-md bg-film/80 px-1.5 text-xs font-bold text-on-film"
          >
            GIF
          </span>
        )}
      </>
    );
  }
  function again() {
    const element = image.current;
    // Another value first, since browsers may not load the same address twice.
    if (element) [element.src, element.src] = ["", element.src];
  }
  return (
    <div className="@container absolute inset-0 z-10 flex flex-col items-center justify-center bg-sunken text-center text-xs text-muted">
      <ImageOff className="size-5 shrink-0" aria-hidden="true" />
      <p className="sr-only @[8rem]:not-sr-only">{t("unloaded")}</p>
      <button
        type="button"
        tabIndex={tab}
        onClick={again}
        className="inline-flex min-h-9 items-center gap-1 rounded-lg px-2 font-semibold text-ink hover:bg-line pointer-coarse:min-h-11"
      >
        <RotateCcw className="size-3.5 shrink-0" aria-hidden="true" />
        <span className="sr-only @[8rem]:not-sr-only">{t("reload")}</span>
      </button>
    </div>
  );
}

/** Names an image that is loaded only in the viewer. */
function HeavyImage({ file: { name, size } }: Pick<FileViewProps, "file">) {
  const format = useFileSize();
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-0 bottom-0 flex items-center gap-2 bg-film/80 px-2 py-1.5 text-xs text-on-film"
    >
      <FileImage className="size-4 shrink-0" />
      <FileName name={name} className="flex-1" />
      <span className="shrink-0">{format(size)}</span>
    </div>
  );
}

/** Whether the image could not be loaded; it may have failed before this code was there. */
function useFailure(image: RefObject<HTMLImageElement | null>): boolean {
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const element = image.current;
    if (!element) return;
    const look = () => setFailed(element.complete && element.naturalWidth === 0);
    look();
    for (const event of ["load", "error"]) element.addEventListener(event, look);
    return () => {
      for (const event of ["load", "error"]) element.removeEventListener(event, look);
    };
  }, [image]);
  return hasFailed;
}
