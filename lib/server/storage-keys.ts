/** Keys of objects in storage. `prefix` (KEY_PREFIX) keeps deployments with the same bucket apart. */

export function fileKey(prefix: string, fileId: string): string {
  return `${prefix}files/${fileId}`;
}

export function thumbnailKey(prefix: string, fileId: string): string {
  return `${prefix}thumbnails/${fileId}`;
}
