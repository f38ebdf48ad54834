/** Pictures of images that this page has uploaded, as addresses by the file's id: they need not be loaded again. */
export const ownPreviews = new Map<string, string>();
