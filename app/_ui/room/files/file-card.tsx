"use client";

import { Download, File, FileArchive, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { graphemesOf } from "@/lib/text/graphemes";
import { useFileSize } from "./file-size";
import { fileUrl } from "./file-url";

/** Names of more letters than this show their last letters always. */
const END_AFTER = 16;
const END_LETTERS = 8;
const ICONS: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^image\//, FileImage],
  [/^audio\//, FileAudio],
  [/^video\//, FileVideo],
  [/^text\/|pdf|word|document|sheet|presentation|hwp/, FileText],
  [/zip|compressed|tar/, FileArchive],
];

export function iconOf(type: string): LucideIcon {
  return ICONS.find(([pattern]) => pattern.test(type))?.[1] ?? File;
}

/** A file as a card that saves it on the device. */
export function FileCard({ file }: { file: FileDescriptor }) {
  const t = useTranslations("files");
  const tab = useLineTab();
  const size = useFileSize();
  const { room } = useRoomContext();
  const { id, name, type } = file;
  const Icon = iconOf(type);
  return (
    <a
      href={fileUrl(room.id, id, "download")}
      download={name}
      tabIndex={tab}
      className="flex size-full min-h-16 items-center gap-3 px-3 hover:bg-line/50 focus-visible:-outline-offset-2"
    >
      <Icon className="size-6 shrink-0 text-accent" aria-hidden="true" />
      <span className="min-w-0 flex-1 leading-snug">
        <FileName name={name} className="text-sm font-semibold" />
        <span className="block text-xs text-muted">{size(file.size)}</span>
      </span>
      <span className="sr-only">{t("viewer.download")}</span>
      <Download className="size-4.5 shrink-0 text-muted" aria-hidden="true" />
    </a>
  );
}

/** On one line. If it is cut, the end stays, since it has the extension. */
export function FileName({ name, className = "" }: { name: string; className?: string }) {
  const letters = graphemesOf(name);
  // A space before the end would widen the gap that the cut leaves.
  const end = letters.length > END_AFTER ? letters.splice(-END_LETTERS).join("").trimStart() : "";
  const start = name.slice(0, name.length - end.length);
  return (
    <bdi title={name} className={`flex min-w-0 whitespace-pre ${className}`}>
      <span className="truncate">{start}</span>
      {end && <span className="shrink-0">{end}</span>}
    </bdi>
  );
}
