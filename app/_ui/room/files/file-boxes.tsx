"use client";

import { useTranslations } from "next-intl";
import { type ComponentType, type RefObject, useRef } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { SMALL_IMAGE_BYTES } from "@/lib/protocol/files";
import { type FileKind, fileKind } from "@/lib/shared/file-types";
import { fileUrl } from "./file-url";
import { ownPreviews } from "./own-previews";

/** What is shown in a file's box, once its code is loaded. */
export interface FileViewProps {
  file: FileDescriptor;
  /** The box's image, if it has one. */
  image?: RefObject<HTMLImageElement | null>;
}

interface FileBoxesProps {
  files: readonly FileDescriptor[];
  View: ComponentType<FileViewProps> | undefined;
  /** Shows an image in full. Undefined: the storage does not have the files. */
  open?: (id: string) => void;
}

/** The boxes of a message's files. Their sizes are known before anything loads, so that the log does not jump. */
export function FileBoxes({ files, View, open }: FileBoxesProps) {
  const images = files.filter(isPicture);
  const isGrid = images.length > 1;
  const columns = images.length % 2 || images.length > 4 ? "grid-cols-3" : "grid-cols-2";
  const pictures = images.map((file) => <Box key={file.id} {...{ file, View, open, isGrid }} />);
  return (
    <div data-files className="flex max-w-full flex-col gap-1.5">
      {isGrid ? <div className={`grid w-80 max-w-full gap-1 ${columns}`}>{pictures}</div> : pictures}
      {files.map((file) => isPicture(file) || <Box key={file.id} file={file} View={View} />)}
    </div>
  );
}

/** Whether a file is shown as an image. One without dimensions could not be decoded by its author's browser. */
export function isPicture({ type, width }: FileDescriptor): boolean {
  return width !== undefined && fileKind(type) === "image";
}

/** Whether the log does not load an image, since it is large and has no thumbnail. The viewer loads it. */
export function isHeavy({ size, thumbnail }: FileDescriptor): boolean {
  return !thumbnail && size > SMALL_IMAGE_BYTES;
}

/** Longest side of the box of an image or film, and its shortest: the box shows only a part of a long image. */
const MAX_PX = 320;
const MIN_PX = 80;
/** The shape of a file without dimensions, if it is not a card. */
const SHAPES: Partial<Record<FileKind, string>> = { audio: "h-24", video: "aspect-video" };

interface BoxProps extends Omit<FileBoxesProps, "files"> {
  file: FileDescriptor;
  /** Whether it is one of several images. */
  isGrid?: boolean;
}

function Box({ file, View, open, isGrid }: BoxProps) {
  const t = useTranslations("files");
  const tab = useLineTab();
  const image = useRef<HTMLImageElement>(null);
  const { room } = useRoomContext();
  const { id, name, type, width, height, thumbnail } = file;
  const scale = Math.min(1, MAX_PX / Math.max(width ?? 1, height ?? 1));
  const [w, h] = [width, height].map((side = 1) => (isGrid ? MIN_PX : Math.max(MIN_PX, side * scale)));
  const isImage = isPicture(file);
  const preview = ownPreviews.get(id);
  return (
    <div
      className={`relative isolate max-w-full overflow-hidden rounded-xl bg-sunken forced-colors:border ${width ? (isGrid ? "" : "w-fit") : `w-80 ${SHAPES[fileKind(type)] ?? "h-16"}`}`}
    >
      {/* Gives the box its shape, since the content security policy allows no inline styles. */}
      {width && (
        <svg
          width={w}
          height={h}
          viewBox={`0 0 ${w} ${h}`}
          aria-hidden="true"
          className={`block h-auto max-w-full ${isGrid ? "w-full" : ""}`}
        />
      )}
      {View ? (
        <View file={file} image={isImage ? image : undefined} />
      ) : (
        isImage || <bdi className="absolute inset-x-3 top-3 truncate">{name}</bdi>
      )}
      {isImage && open && (
        <button
          type="button"
          tabIndex={tab}
          aria-label={t("view", { name })}
          aria-haspopup="dialog"
          onClick={() => open(id)}
          className="absolute inset-0 size-full focus-visible:-outline-offset-2"
        >
          {(preview || !isHeavy(file)) && (
            <img
              ref={image}
              alt={name}
              loading="lazy"
              src={preview ?? fileUrl(room.id, id, thumbnail && "thumbnail")}
              className="size-full object-cover"
            />
          )}
        </button>
      )}
    </div>
  );
}
