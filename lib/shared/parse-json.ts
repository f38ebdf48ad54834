/** What a JSON text says, or undefined: it is none. Whatever it says is still to be parsed by a schema. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
