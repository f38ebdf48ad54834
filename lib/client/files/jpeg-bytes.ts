/** JPEG files, segment by segment: without their metadata. */

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
/** Application segments that a picture needs, by the text they begin with: its frame, its colour profile, its colour space. */
const KEPT: ReadonlyMap<number, string> = new Map([
  [0xe0, "JFIF\0"],
  [0xe2, "ICC_PROFILE\0"],
  [0xee, "Adobe"],
]);
const APP1 = 0xe1;
const EXIF = "Exif\0\0";
const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * The parts of the same picture without texts, times, places and other pictures; of Exif only the orientation stays.
 * Undefined: the bytes are not a JPEG file.
 */
export function jpegParts(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 2)];
  let hasScan = false;
  for (let at = 2; at < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1] ?? EOI;
    // Whatever follows the end is not part of the picture.
    if (marker === EOI) {
      parts.push(bytes.subarray(at, at + 2));
      break;
    }
    const length = at + 4 <= bytes.length ? view.getUint16(at + 2) : 0;
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    if (marker === SOS) {
      hasScan = true;
      end = endOfScan(bytes, end);
    }
    parts.push(...keptOf(bytes.subarray(at, end), marker));
    at = end;
  }
  return hasScan ? parts : undefined;
}

/** The place of the next marker after the data of a scan, which has stuffed zeros and restart markers. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function keptOf(segment: Uint8Array, marker: number): Uint8Array[] {
  if (marker === APP1) return orientationOf(segment);
  const isApplications = marker >= 0xe0 && marker <= 0xef;
  const isKept = isApplications ? begins(segment, KEPT.get(marker)) : marker !== COM;
  return isKept ? [segment] : [];
}

const begins = (segment: Uint8Array, text: string | undefined) =>
  text !== undefined && [...text].every((letter, i) => segment[4 + i] === letter.charCodeAt(0));

/** Exif that has only the orientation of `segment`, if that is not upright. */
function orientationOf(segment: Uint8Array): Uint8Array[] {
  if (!begins(segment, EXIF)) return [];
  const start = segment.byteOffset + 4 + EXIF.length;
  const tiff = new DataView(segment.buffer, start, segment.byteOffset + segment.length - start);
  const orientation = readOrientation(tiff);
  if (orientation < 2 || orientation > 8) return [];
  const entry = [0, 1, ORIENTATION >> 8, ORIENTATION & 255, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0];
  const data = [...ascii(`${EXIF}MM`), 0, 42, 0, 0, 0, 8, ...entry, 0, 0, 0, 0];
  return [new Uint8Array([0xff, APP1, 0, data.length + 2, ...data])];
}

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

/** 0: there is none. */
function readOrientation(tiff: DataView): number {
  if (tiff.byteLength < 8) return 0;
  const isLittle = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, isLittle);
  if (directory + 2 > tiff.byteLength) return 0;
  const entries = tiff.getUint16(directory, isLittle);
  for (let at = directory + 2, i = 0; i < entries && at + 12 <= tiff.byteLength; at += 12, i++) {
    if (tiff.getUint16(at, isLittle) === ORIENTATION && tiff.getUint16(at + 2, isLittle) === SHORT)
      return tiff.getUint16(at + 8, isLittle);
  }
  return 0;
}
