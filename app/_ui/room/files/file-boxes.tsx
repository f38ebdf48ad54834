"use client";

import { useTranslations } from "next-intl";
import { type ComponentType, type RefObject, useRef } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { type FileDescriptor, fileKind } from "@/lib/protocol/files";
import { fileUrl } from "./file-url";
import { ownPreviews } from "./own-previews";
import { placeholderUrl } from "./placeholder-url";

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
  const isAlone = images.length === 1;
  const columns = images.length % 2 || images.length > 4 ? "grid-cols-3" : "grid-cols-2";
  return (
    <div data-files className="flex max-w-full flex-col gap-1.5">
      <div className={isAlone ? "" : `grid w-80 max-w-full gap-1 ${columns}`}>
        {images.map((file) => (
          <ImageBox key={file.id} {...{ file, View, open, isAlone }} />
        ))}
      </div>
      {files.map((file) => isPicture(file) || <OtherBox key={file.id} file={file} View={View} />)}
    </div>
  );
}

/** Whether a file is shown as an image. One without dimensions could not be decoded by its author's browser. */
export function isPicture({ type, width }: FileDescriptor): boolean {
  return width !== undefined && fileKind(type) === "image";
}

/** Longest side of a single image's box, and its shortest: the box shows only a part of a long image. */
const MAX_PX = 320;
const MIN_PX = 80;

interface ImageBoxProps extends Omit<FileBoxesProps, "files"> {
  file: FileDescriptor;
  isAlone: boolean;
}

function ImageBox({ file, View, open, isAlone }: ImageBoxProps) {
  const t = useTranslations("files");
  const tab = useLineTab();
  const image = useRef<HTMLImageElement>(null);
  const { room } = useRoomContext();
  const { id, name, width = 1, height = 1, placeholder, thumbnail } = file;
  const scale = Math.min(1, MAX_PX / Math.max(width, height));
  const [w, h] = [width, height].map((side) => (isAlone ? Math.max(MIN_PX, side * scale) : MIN_PX));
  return (
    <div className="relative w-fit max-w-full overflow-hidden rounded-xl bg-sunken">
      {/* Gives the box its shape, since the content security policy allows no inline styles. */}
      <svg
        width={w}
        height={h}
        viewBox={`0 0 ${w} ${h}`}
        aria-hidden="true"
        className={`block h-auto max-w-full ${isAlone ? "" : "w-full"}`}
      >
        {placeholder && <image href={placeholderUrl(placeholder)} width={w} height={h} preserveAspectRatio="none" />}
      </svg>
      {open && (
        <button
          type="button"
          tabIndex={tab}
          aria-label={t("view", { name })}
          aria-haspopup="dialog"
          onClick={() => open(id)}
          className="absolute inset-0 size-full focus-visible:-outline-offset-2"
        >
          <img
            ref={image}
            alt={name}
            loading="lazy"
            src={ownPreviews.get(id) ?? fileUrl(room.id, id, thumbnail && "thumbnail")}
            className="size-full object-cover"
          />
        </button>
      )}
      {View && <View file={file} image={image} />}
    </div>
  );
}

const BOXES = { image: "h-16", download: "h-16", audio: "h-24", video: "aspect-video" };

function OtherBox({ file, View }: Pick<FileViewProps, "file"> & Pick<FileBoxesProps, "View">) {
  return (
    <div className={`relative w-80 max-w-full overflow-hidden rounded-xl bg-sunken ${BOXES[fileKind(file.type)]}`}>
      {View ? <View file={file} /> : <bdi className="block truncate p-3">{file.name}</bdi>}
    </div>
  );
}
