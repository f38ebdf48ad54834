/** Files: their rows in Postgres, and addresses at which browsers write and read their bytes. */
import { inBackground } from "@/app/_server/background";
import { Problem } from "@/app/_server/http/respond";
import { database, storage } from "@/app/_server/services";
import { failureLine } from "@/db/errors";
import {
  createFile,
  type FilePlace,
  markCancelled,
  markComplete,
  ownUpload,
  readableFile,
  type StoredFile,
} from "@/db/files/files";
import { type Removal, removeFiles, removeGarbage } from "@/db/files/garbage";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { FILE_MAX_BYTES, THUMBNAIL_TYPES } from "@/lib/protocol/files";
import type { CompleteFileAnswer, NewFile, NewFileAnswer } from "@/lib/protocol/http/files";
import { webEnv } from "@/lib/server/env";
import { signFileToken } from "@/lib/server/file-token";
import { log } from "@/lib/server/logger";
import { type ObjectStorage, StorageFailure } from "@/lib/server/object-storage";
import { fileKey, thumbnailKey } from "@/lib/server/storage-keys";
import { fileKind, UNKNOWN_TYPE } from "@/lib/shared/file-types";
import { newId } from "@/lib/shared/ids";

/** Within this time an upload must begin; it may take longer. */
const UPLOAD_VALID_S = 15 * 60;
const READ_VALID_S = 60;
/** Pieces of garbage that one call removes. */
const GARBAGE_AT_ONCE = 4;

/** @throws Problem not_found: this server has no storage */
function requireStorage(): ObjectStorage {
  const opened = storage();
  if (!opened) throw new Problem("not_found");
  return opened;
}

const keyOf = (id: string) => fileKey(webEnv().KEY_PREFIX, id);
const thumbnailKeyOf = (id: string) => thumbnailKey(webEnv().KEY_PREFIX, id);
/** The type that storage has and gives. */
const servedType = (type: string) => (fileKind(type) === "download" ? UNKNOWN_TYPE : type);

/** Adds a file. @throws Problem not_found, forbidden, too_large, limit_reached (which names the limit) */
export async function startUpload(place: FilePlace, file: NewFile): Promise<NewFileAnswer> {
  const opened = requireStorage();
  if (file.size > FILE_MAX_BYTES) throw new Problem("too_large");
  const id = newId();
  const created = await createFile(database(), id, place, file);
  if (created.outcome === "limit_reached") throw new Problem("limit_reached", undefined, undefined, created.limit);
  if (created.outcome !== "created") throw new Problem(created.outcome);
  removeSomeGarbage();
  const { type, size, thumbnailSize, thumbnailType = THUMBNAIL_TYPES[0] } = file;
  const expiresAt = Date.now() + UPLOAD_VALID_S * 1000;
  const upload = await opened.presignUpload(keyOf(id), { type: servedType(type), size }, UPLOAD_VALID_S);
  if (thumbnailSize === undefined) return { id, upload, expiresAt };
  const thumbnail = { type: thumbnailType, size: thumbnailSize };
  return {
    id,
    upload,
    thumbnailUpload: await opened.presignUpload(thumbnailKeyOf(id), thumbnail, UPLOAD_VALID_S),
    expiresAt,
  };
}

/** Marks a user's own file as complete. @throws Problem not_found: no such file, or its bytes are not in storage; unavailable */
export async function completeUpload(id: string, place: FilePlace): Promise<CompleteFileAnswer> {
  const opened = requireStorage();
  const file = await ownUpload(database(), id, place);
  if (!file) throw new Problem("not_found");
  const descriptor = descriptorOf(file);
  const { token, expiresAt } = await signFileToken(descriptor, place, file.createdAt.getTime(), webEnv().TICKET_SECRET);
  if (expiresAt <= Date.now()) throw new Problem("not_found");
  if (!file.completedAt && !((await isStored(opened, file)) && (await markComplete(database(), id))))
    throw new Problem("not_found");
  return { file: descriptor, token, expiresAt };
}

/** The address of a file's bytes, valid for a minute. @throws Problem not_found */
export async function addressToRead(
  id: string,
  place: FilePlace,
  as: { thumbnail: boolean; download: boolean },
): Promise<string> {
  const opened = requireStorage();
  const file = await readableFile(database(), id, place);
  if (!file || (as.thumbnail && file.thumbnailSize === null)) throw new Problem("not_found");
  const kind = as.download || fileKind(file.type) === "download" ? "attachment" : "inline";
  const disposition = `${kind};filename*=UTF-8''${encodeName(file.name)}`;
  // Storage has the thumbnail's type, as the upload was signed.
  if (as.thumbnail) return opened.presignRead(thumbnailKeyOf(id), { disposition }, READ_VALID_S);
  return opened.presignRead(keyOf(id), { type: servedType(file.type), disposition }, READ_VALID_S);
}

/** Removes a user's own file that no message has. @throws Problem not_found: no such file, or a message has it */
export async function cancelUpload(id: string, place: FilePlace): Promise<void> {
  const opened = requireStorage();
  const file = await ownUpload(database(), id, place);
  if (!file || !(await markCancelled(database(), id))) throw new Problem("not_found");
  const garbage = { id, hasThumbnail: file.thumbnailSize !== null };
  // If storage is unavailable, a later removal of garbage does it.
  await removeFiles(database(), opened, webEnv().KEY_PREFIX, [garbage]).then(logFailures, logNotRemoved);
}

/** @throws Problem unavailable */
async function isStored(opened: ObjectStorage, { id, type, size, thumbnailSize }: StoredFile): Promise<boolean> {
  const has = async (key: string, types: readonly string[], size: number) => {
    const object = await opened.find(key);
    return object !== undefined && types.includes(object.type) && object.size === size;
  };
  try {
    const found = await Promise.all([
      has(keyOf(id), [servedType(type)], size),
      thumbnailSize === null || has(thumbnailKeyOf(id), THUMBNAIL_TYPES, thumbnailSize),
    ]);
    return found.every(Boolean);
  } catch (cause) {
    if (cause instanceof StorageFailure) throw Object.assign(new Problem("unavailable"), { cause });
    throw cause;
  }
}

function descriptorOf({ id, name, type, size, width, height, placeholder, thumbnailSize }: StoredFile): FileDescriptor {
  return {
    ...{ id, name, type, size },
    ...(width !== null && height !== null && { width, height }),
    ...(placeholder !== null && { placeholder }),
    ...(thumbnailSize !== null && { thumbnail: true as const }),
  };
}

/** As RFC 8187 has it: without spaces too, which signed addresses would need to encode in one way only. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Removes a few files that nobody can read, if there is storage, after the answer. */
export function removeSomeGarbage(): void {
  const opened = storage();
  if (!opened) return;
  const removal = removeGarbage(database(), opened, webEnv().KEY_PREFIX, GARBAGE_AT_ONCE);
  inBackground(removal.then(logFailures, logNotRemoved));
}

function logFailures({ failures }: Removal): void {
  if (failures.length > 0) logNotRemoved(failures[0]);
}

function logNotRemoved(error: unknown): void {
  log("files: not removed", failureLine(error));
}
