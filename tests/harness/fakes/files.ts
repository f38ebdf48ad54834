import type { FileDescriptor } from "@/lib/protocol/file-descriptor";

/** The tokens of a room's files. A token is valid once it was issued; verifying can be held. */
export class FakeFiles {
  private readonly issued = new Map<string, { file: FileDescriptor; userId: string }>();
  private held: Promise<void> | undefined;
  release = () => {};
  verified = 0;

  /** A token of the user with this name. */
  issue(name: string, fileName = "a.png"): { token: string; file: FileDescriptor } {
    const token = `token-${this.issued.size}`;
    const file = { id: `file-${this.issued.size}`, name: fileName, type: "image/png", size: 1_000 };
    this.issued.set(token, { file, userId: `user-${name}` });
    return { token, file };
  }

  expire(token: string): void {
    this.issued.delete(token);
  }

  /** Verifying waits until `release` is called. */
  hold(): void {
    this.held = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  verify = async (token: string, userId: string): Promise<FileDescriptor | undefined> => {
    this.verified++;
    await this.held;
    const issued = this.issued.get(token);
    return issued?.userId === userId ? issued.file : undefined;
  };
}
