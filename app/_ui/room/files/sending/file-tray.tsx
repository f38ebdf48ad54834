"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { IconButton } from "@/app/_ui/kit/button";
import { usePreload } from "@/app/_ui/lazy/lazy-part";
import { FileName } from "@/app/_ui/room/files/file-card";
import { pendingFiles } from "@/app/_ui/room/files/message-files";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { senderOf } from "@/lib/client/files/file-sender";
import type { Refused, RoomUploads, Upload } from "@/lib/client/files/room-uploads";
import type { RoomClient } from "@/lib/client/room-client";
import { FILES_MAX } from "@/lib/protocol/file-descriptor";
import type { Attached } from "./attached";
import { DraftFile } from "./draft-file";
import { uploadsOf } from "./uploads";
import { useDropAndPaste } from "./use-drop-and-paste";
import { useFileProblem } from "./use-file-problem";

export interface FileTrayProps {
  client: RoomClient;
  /** The composer's text area. */
  field: RefObject<HTMLTextAreaElement | null>;
  /** Files that the user has chosen with the button. */
  chosen: readonly File[];
  /** Call when these files belong to the draft. */
  taken: () => void;
  onChange: (attached: Attached) => void;
}

/** The draft's files, above the composer's field. */
export function FileTray({ client, field, chosen, taken, onChange }: FileTrayProps) {
  const t = useTranslations("files");
  const { room, you } = useRoomContext();
  const [uploads] = useState(() => uploadsOf(you.id, room.id));
  const draft = useDraftFiles(client, uploads);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [added, setAdded] = useState(0);
  const [wasEmpty, setWasEmpty] = useState(true);
  const isEmpty = draft.length === 0;
  if (isEmpty !== wasEmpty) {
    setWasEmpty(isEmpty);
    // They were sent, or all removed.
    if (isEmpty) setRefused([]);
  }
  useReport(draft, onChange);
  usePreload(pendingFiles);

  function add(files: readonly File[], folders: readonly string[] = []) {
    const not = uploads.add(files, FILES_MAX - draft.length);
    setRefused([...not, ...folders.map((name) => ({ name, problem: "empty" as const }))]);
    setAdded(files.length - not.length);
    // By touch, the focus would open an on-screen keyboard.
    if (window.matchMedia("(hover: hover)").matches) field.current?.focus();
  }
  const isOver = useDropAndPaste(field, add);
  const take = useEffectEvent((files: readonly File[]) => {
    taken();
    add(files);
  });
  useEffect(() => {
    if (chosen.length > 0) take(chosen);
  }, [chosen]);

  const hasFailed = draft.some(({ state }) => state === "failed");
  const obstacle =
    draft.length > FILES_MAX ? t("tooMany", { max: FILES_MAX }) : hasFailed ? t("failedFirst") : undefined;
  return (
    <div className="contents">
      {refused.length > 0 && <RefusedFiles refused={refused} dismiss={() => setRefused([])} />}
      {!isEmpty && (
        <ul
          aria-label={t("list")}
          className="flex max-h-[30dvh] w-full gap-2 overflow-auto overscroll-contain p-0.5 sm:flex-wrap"
        >
          {draft.map((file) => (
            <DraftFile key={file.id} file={file} uploads={uploads} />
          ))}
        </ul>
      )}
      {obstacle && <p className="w-full text-xs text-danger">{obstacle}</p>}
      <Status draft={draft} added={added} />
      {isOver && <DropHint />}
    </div>
  );
}

/** The files on the device that no unsent message names. */
function useDraftFiles(client: RoomClient, uploads: RoomUploads): readonly Upload[] {
  useEffect(() => senderOf(client, uploads).open(), [client, uploads]);
  const { files, claimed } = useSyncExternalStore(uploads.subscribe, uploads.getState, uploads.getState);
  const pendingOf = () => client.getState().pending;
  const pending = useSyncExternalStore(client.subscribe, pendingOf, pendingOf);
  return useMemo(() => {
    const named = new Set(pending.flatMap((each) => each.files?.map(({ id }) => id) ?? []));
    return files.filter(({ id }) => !claimed.has(id) && !named.has(id));
  }, [files, claimed, pending]);
}

function useReport(draft: readonly Upload[], onChange: FileTrayProps["onChange"]): void {
  const report = useEffectEvent((files: readonly Upload[]) => {
    onChange({
      files: files.map(({ id, name }) => ({ id, name })),
      isBlocked: files.length > FILES_MAX || files.some(({ state }) => state === "failed"),
    });
  });
  // Progress is no reason to render the composer.
  const key = draft.map(({ id, state }) => `${id} ${state === "failed"}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has all that is reported.
  useEffect(() => report(draft), [key]);
  useEffect(() => () => report([]), []);
}

function RefusedFiles({ refused, dismiss }: { refused: readonly Refused[]; dismiss: () => void }) {
  const t = useTranslations("files");
  const problemText = useFileProblem();
  return (
    <div role="alert" className="flex w-full items-start rounded-xl bg-danger-soft pl-3 text-sm text-danger">
      <div className="min-w-0 flex-1 py-2">
        <p className="font-semibold">{t("refused")}</p>
        <ul className="max-h-[20dvh] overflow-auto">
          {refused.map(({ name, problem }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name.
            <li key={i} className="flex flex-wrap gap-x-2">
              <FileName name={name} className="max-w-full" />
              <span>{problemText(problem)}</span>
            </li>
          ))}
        </ul>
      </div>
      <IconButton aria-label={t("dismiss")} onClick={dismiss} className="text-danger">
        <X className="size-4" aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** Tells screen readers how many files were added, and when all are uploaded; not each step of each file. */
function Status({ draft, added }: { draft: readonly Upload[]; added: number }) {
  const t = useTranslations("files");
  const isAllUploaded = draft.length > 0 && draft.every(({ state }) => state === "uploaded");
  const words = isAllUploaded ? t("said.uploaded") : draft.length > 0 && added > 0 && t("said.added", { count: added });
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}

function DropHint() {
  const t = useTranslations("files");
  return createPortal(
    <div className="pointer-events-none fixed inset-0 z-30 flex items-center justify-center bg-shade p-6">
      <p className="popup border-2 border-dashed border-accent px-8 py-6 text-lg font-semibold">{t("drop")}</p>
    </div>,
    document.body,
  );
}
