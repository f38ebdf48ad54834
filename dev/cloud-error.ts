/** What the person at the keyboard can mend: its message is one clear line, shown without a stack. */
export class CloudError extends Error {
  override name = "CloudError";
}
