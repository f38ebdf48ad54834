/** The header of a bitmap of 4 × 4 pixels, top row first, with 24 bits each. It has a whole number of groups of three bytes. */
const HEADER = "Qk1mAAAAAAAAADYAAAAoAAAABAAAAPz///8BABgAAAAAADAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** A descriptor's placeholder as the address of a picture, which browsers scale smoothly. Bitmaps have blue first. */
export function placeholderUrl(placeholder: string): string {
  const colours = atob(placeholder.replaceAll("-", "+").replaceAll("_", "/"));
  return `data:image/bmp;base64,${HEADER}${btoa(colours.replace(/(.)(.)(.)/gs, "$3$2$1"))}`;
}
