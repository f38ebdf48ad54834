/** The bucket, and keys of objects in it. `prefix` (KEY_PREFIX) keeps deployments with the same bucket apart. */

export function fileKey(prefix: string, fileId: string): string {
  return `${prefix}files/${fileId}`;
}

export function thumbnailKey(prefix: string, fileId: string): string {
  return `${prefix}thumbnails/${fileId}`;
}

/** The address of a bucket, before the keys of its objects: it ends with a slash. */
export function bucketUrl({ endpoint, bucket }: { endpoint: string; bucket: string }): string {
  return new URL(`${endpoint.replace(/\/$/, "")}/${bucket}/`).href;
}
