import { useTranslations } from "next-intl";
import type catalogue from "@/app/_i18n/ko.json";
import { useFileSize } from "@/app/_ui/room/files/file-size";
import { FILES_MAX } from "@/lib/protocol/file-descriptor";
import { FILE_MAX_BYTES } from "@/lib/protocol/files";

type Known = keyof (typeof catalogue)["files"]["problems"];

/** The text for the reason why a file cannot be sent. */
export function useFileProblem(): (problem: string) => string {
  const t = useTranslations("files.problems");
  const size = useFileSize();
  return (problem) =>
    t(t.has(problem as Known) ? (problem as Known) : "unknown", { max: FILES_MAX, size: size(FILE_MAX_BYTES) });
}
