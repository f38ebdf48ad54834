/** Below the project's folder in the image: the rooms' Worker, made while the image is built. */
export const BUNDLE = "rooms-bundle";
