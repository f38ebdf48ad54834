import type { FileDescriptor } from "@/lib/protocol/files";

/** The body of a message that has files and no text. Screens leave out a text that equals it. */
export function bodyOfFiles(files: readonly Pick<FileDescriptor, "name">[]): string {
  return files.map(({ name }) => name).join(", ");
}
