/** A problem that the developer can fix: its message is one clear line, shown without a stack. */
export class CloudError extends Error {
  override name = "CloudError";
}
