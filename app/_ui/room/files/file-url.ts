/** The address of a file, of its thumbnail, or of the file to be saved on the device. It redirects to the storage. */
export function fileUrl(roomId: string, fileId: string, as?: "thumbnail" | "download"): string {
  return `/api/rooms/${roomId}/files/${fileId}${as ? `?${as}=1` : ""}`;
}
