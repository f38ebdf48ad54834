/** The value of a JSON text, or undefined if it is malformed. Parse the value with a schema. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
