/**
 * A request's or response's body. Reads no further than the limit, whatever Content-Length claims (D7).
 * @throws if the connection breaks.
 */
export async function readBodyAtMost(
  { body }: { body: ReadableStream<Uint8Array> | null },
  maxBytes: number,
): Promise<Uint8Array | "too_large"> {
  const buffer = new Uint8Array(maxBytes);
  const reader = body?.getReader();
  let length = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    if (length + part.value.length > maxBytes) {
      // Not awaited: a sender that never ends must not delay the answer.
      reader?.cancel().catch(() => {});
      return "too_large";
    }
    buffer.set(part.value, length);
    length += part.value.length;
  }
  return buffer.subarray(0, length);
}
