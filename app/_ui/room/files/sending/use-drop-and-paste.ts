import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { isField } from "@/app/_ui/shortcuts/letter-key";

const DIALOG = "[role=dialog], [role=alertdialog]";

/**
 * Files that are dropped anywhere on the page, or pasted into the composer or while no other field has the focus.
 * @param add called with them, and with the names of dropped folders, which cannot be sent
 * @returns whether files are being dragged over the page
 */
export function useDropAndPaste(
  field: RefObject<HTMLTextAreaElement | null>,
  add: (files: readonly File[], folders: readonly string[]) => void,
): boolean {
  const [isOver, setOver] = useState(false);
  const dragged = useEffectEvent((event: DragEvent) => {
    const { dataTransfer: data } = event;
    if (!data?.types.includes("Files")) return;
    // Otherwise the browser would leave the page to show a dropped file.
    event.preventDefault();
    const isTaken = document.querySelector(DIALOG) === null;
    data.dropEffect = isTaken ? "copy" : "none";
    setOver(isTaken && event.type !== "drop");
    if (event.type !== "drop" || !isTaken) return;
    const { files, folders } = droppedFiles(data);
    add(files, folders);
  });
  const left = useEffectEvent(({ relatedTarget }: DragEvent) => {
    if (relatedTarget === null) setOver(false);
  });
  const pasted = useEffectEvent((event: ClipboardEvent) => {
    const { clipboardData: data, target } = event;
    const isElsewhere = (isField(target) && target !== field.current) || document.querySelector(DIALOG) !== null;
    if (!data || data.files.length === 0 || isElsewhere || isPictureOfText(data)) return;
    event.preventDefault();
    add([...data.files], []);
  });
  useEffect(() => {
    const drags = ["dragenter", "dragover", "drop"] as const;
    for (const name of drags) document.addEventListener(name, dragged);
    document.addEventListener("dragleave", left);
    document.addEventListener("paste", pasted);
    return () => {
      for (const name of drags) document.removeEventListener(name, dragged);
      document.removeEventListener("dragleave", left);
      document.removeEventListener("paste", pasted);
    };
  }, []);
  return isOver;
}

/** Spreadsheets and word processors copy a picture of the text besides the text itself. */
function isPictureOfText(data: DataTransfer): boolean {
  return data.types.includes("text/html") && data.getData("text/plain").trim() !== "";
}

function droppedFiles({ items, files }: DataTransfer): { files: File[]; folders: string[] } {
  const folders = [...items].flatMap((item) => {
    const entry = item.webkitGetAsEntry?.();
    return entry?.isDirectory ? [entry.name] : [];
  });
  return { files: [...files].filter(({ name }) => !folders.includes(name)), folders };
}
