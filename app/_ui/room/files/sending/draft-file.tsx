"use client";

import { RotateCcw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FileName, iconOf } from "@/app/_ui/room/files/file-card";
import { useFileSize } from "@/app/_ui/room/files/file-size";
import type { RoomUploads, Upload } from "@/lib/client/files/room-uploads";
import { useFileProblem } from "./use-file-problem";
import { usePreview } from "./use-preview";

interface DraftFileProps {
  file: Upload;
  uploads: RoomUploads;
}

/** A file of the draft, with its upload. */
export function DraftFile({ file, uploads }: DraftFileProps) {
  const t = useTranslations("files");
  const size = useFileSize();
  const problemText = useFileProblem();
  const preview = usePreview(uploads, file);
  const { id, name, problem } = file;
  const Icon = iconOf(file.type);
  return (
    <li
      data-file-state={file.state}
      className={`relative flex max-w-full shrink-0 items-center gap-2.5 overflow-hidden rounded-xl border bg-raised p-1.5 pr-0.5 text-sm ${
        problem ? "w-80 border-danger" : "w-64 border-line-strong"
      }`}
    >
      {preview ? (
        <img src={preview} alt="" className="size-11 shrink-0 rounded-lg object-cover" />
      ) : (
        <span className="flex size-11 shrink-0 items-center justify-center rounded-lg bg-sunken">
          <Icon className="size-5 text-accent" aria-hidden="true" />
        </span>
      )}
      <div className="min-w-0 flex-1">
        <FileName name={name} className="font-semibold" />
        {problem ? (
          <p role="alert" className="text-xs text-danger">
            {problemText(problem)}
          </p>
        ) : (
          <p className="truncate text-xs text-muted">
            {size(file.size)} · <UploadState file={file} />
          </p>
        )}
      </div>
      {problem && (
        <Act label={t("retry", { name })} press={() => uploads.retry([id])}>
          <RotateCcw className="size-4" aria-hidden="true" />
        </Act>
      )}
      <Act label={t("remove", { name })} press={() => uploads.remove(id)}>
        <X className="size-4" aria-hidden="true" />
      </Act>
      <Progress file={file} />
    </li>
  );
}

function UploadState({ file: { state, progress } }: { file: Upload }) {
  const t = useTranslations("files");
  if (state === "uploading" && progress > 0) return <span className="tabular-nums">{Math.floor(progress * 100)}%</span>;
  return state === "waiting" && !navigator.onLine ? t("offline") : t(`state.${state}`);
}

/** The part of a file that is uploaded. Nothing is shown once it is, or if it has failed. */
export function Progress({ file: { name, state, progress } }: { file: Upload }) {
  const t = useTranslations("files");
  if (state !== "uploading") return null;
  return (
    <progress
      aria-label={t("progress", { name })}
      value={progress}
      className="absolute inset-x-0 bottom-0 h-1 w-full appearance-none bg-line forced-colors:appearance-auto [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
    />
  );
}

function Act({ label, press, children }: { label: string; press: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={press}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-11"
    >
      {children}
    </button>
  );
}
