import { expect, it } from "vitest";
import { withoutMetadata } from "./image-bytes";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0) & 255);
const START = [0xff, 0xd8];
const END = [0xff, 0xd9];
const segment = (marker: number, data: number[]) => [
  0xff,
  marker,
  (data.length + 2) >> 8,
  (data.length + 2) & 255,
  ...data,
];
const SCAN = [...segment(0xda, [1]), 7, 0xff, 0, 8, 0xff, 0xd0, 9];
const TABLES = segment(0xdb, [1, 2, 3]);
const jpeg = (...parts: number[][]) => new Uint8Array([...START, ...parts.flat(), ...END]);
const big16 = (n: number) => [n >> 8, n & 255];
const big = (n: number) => [...big16(n >>> 16), ...big16(n & 0xffff)];
/** Exif whose first directory has an orientation and the address of a place, big- or little-endian. */
function exif(orientation: number, isLittle: boolean, type = 3) {
  const order = (bytes: number[]) => (isLittle ? bytes.reverse() : bytes);
  const two = (n: number) => order(big16(n));
  const four = (n: number) => order(big(n));
  const entries = [
    [...two(0x0112), ...two(type), ...four(1), ...two(orientation), 0, 0],
    [...two(0x8825), ...two(4), ...four(1), ...four(99)],
  ];
  const header = [...ascii(isLittle ? "II" : "MM"), ...two(42), ...four(8)];
  return segment(0xe1, [...ascii("Exif\0\0"), ...header, ...two(2), ...entries.flat(), ...four(0), ...ascii("37N")]);
}
const onlyOrientation = (orientation: number) =>
  segment(0xe1, [
    ...ascii("Exif\0\0MM"),
    ...[0, 42, 0, 0, 0, 8],
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);

it("a JPEG keeps its picture, colours and frame, and loses everything else", () => {
  const frame = segment(0xe0, ascii("JFIF\0 1"));
  const colours = segment(0xe2, ascii("ICC_PROFILE\0 p"));
  const adobe = segment(0xee, ascii("Adobe 1"));
  const secret = [
    segment(0xe1, ascii("http://ns.adobe.com/xap/1.0/\0 place")),
    segment(0xe0, ascii("JFXX\0 thumbnail")),
    segment(0xe2, ascii("MPF\0 other pictures")),
    segment(0xed, ascii("Photoshop 3.0\0 author")),
    segment(0xef, ascii("maker")),
    segment(0xfe, ascii("comment")),
  ];
  const file = jpeg(frame, ...secret, colours, adobe, TABLES, SCAN);
  expect(withoutMetadata(file)).toEqual(jpeg(frame, colours, adobe, TABLES, SCAN));
});

it.each([
  ["big-endian", exif(6, false)],
  ["little-endian", exif(6, true)],
])("a JPEG that is on its side stays upright: of %s Exif the orientation is kept", (_, data) => {
  expect(withoutMetadata(jpeg(data, TABLES, SCAN))).toEqual(jpeg(onlyOrientation(6), TABLES, SCAN));
});

it.each([
  ["upright", exif(1, false)],
  ["an unknown orientation", exif(9, false)],
  ["an orientation of another type", exif(6, false, 2)],
  ["an empty Exif", segment(0xe1, ascii("Exif\0\0"))],
  ["a directory outside of the Exif", segment(0xe1, [...ascii("Exif\0\0MM"), 0, 42, ...big(0xffffff00)])],
  ["a longer directory than the Exif", segment(0xe1, [...ascii("Exif\0\0MM"), 0, 42, ...big(8), 0xff, 0xff])],
])("Exif goes entirely: %s", (_, data) => {
  expect(withoutMetadata(jpeg(data, TABLES, SCAN))).toEqual(jpeg(TABLES, SCAN));
});

it("what stands between the scans and after the end of a JPEG is judged too", () => {
  const file = new Uint8Array([
    ...jpeg(TABLES, SCAN, segment(0xfe, ascii("37N")), TABLES, SCAN),
    ...jpeg(exif(6, true)),
  ]);
  expect(withoutMetadata(file)).toEqual(jpeg(TABLES, SCAN, TABLES, SCAN));
});

it("a JPEG that is cut off keeps the part that it has; filling bytes before a marker are allowed", () => {
  const whole = [...START, 0xff, ...segment(0xfe, ascii("37N")), ...TABLES, ...SCAN];
  expect(withoutMetadata(new Uint8Array(whole))).toEqual(new Uint8Array([...START, ...TABLES, ...SCAN]));
});

it.each([
  ["a segment longer than the file", [...START, 0xff, 0xdb, 0xff, 0xff, 1]],
  ["a segment without a length", [...START, 0xff, 0xdb, 0, 1, 1, 1]],
  ["no marker where one must be", [...START, 1, 2, 3, 4]],
  ["no scan", [...START, ...TABLES]],
  ["an end without a picture", [...START, ...END]],
])("%s is no JPEG", (_, bytes) => {
  expect(withoutMetadata(new Uint8Array(bytes))).toBeUndefined();
});
