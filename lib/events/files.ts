import type { FileDescriptor } from "@/lib/protocol/file-descriptor";

/** Between the names in a body of names. */
export const NAMES_BETWEEN = ", ";

/** The body of a message that has files and no text. Screens leave out a text that equals it. */
export function bodyOfFiles(files: readonly Pick<FileDescriptor, "name">[]): string {
  return files.map(({ name }) => name).join(NAMES_BETWEEN);
}

/** What the author wrote: a message's body, or "" if it is only the names of its files. */
export function textOf({ body, files }: { body: string; files?: readonly Pick<FileDescriptor, "name">[] }): string {
  return files && body === bodyOfFiles(files) ? "" : body;
}
