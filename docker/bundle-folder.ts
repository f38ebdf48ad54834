/** The folder of the rooms' Worker, relative to the project in the image; made while the image is built. */
export const BUNDLE = "rooms-bundle";
