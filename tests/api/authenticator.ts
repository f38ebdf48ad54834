/** A passkey without a browser: the answers of an authenticator, of a thief and of a cloned authenticator. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

interface Changes {
  origin?: string;
  rpId?: string;
  /** The key that signs; default: the passkey's own. */
  key?: KeyObject;
  challenge?: string;
}

const base64url = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();
/** A text or a byte string of CBOR, of fewer than 65,536 bytes, in its shortest form. */
function cbor(major: 2 | 3, bytes: Buffer): Buffer {
  const { length } = bytes;
  const long = length < 256 ? [24, length] : [25, length >> 8, length & 0xff];
  const [first = 0, ...rest] = length < 24 ? [length] : long;
  return Buffer.concat([Buffer.from([(major << 5) | first, ...rest]), bytes]);
}

export class Authenticator {
  readonly id: string;
  readonly key = generateKeyPairSync("ec", { namedCurve: "P-256" });

  constructor(
    readonly origin = "http://localhost:3000",
    /** The signature counter; 0 for a passkey without one. */
    public count = 1,
    idBytes = 16,
  ) {
    this.id = base64url(randomBytes(idBytes));
  }

  /** The result of navigator.credentials.create, in JSON form. */
  make(options: { challenge: string }, changes: Changes = {}) {
    const { x = "", y = "" } = this.key.publicKey.export({ format: "jwk" });
    const coordinate = (name: number, value: string) =>
      Buffer.concat([Buffer.from([name]), cbor(2, Buffer.from(value, "base64url"))]);
    const cose = Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1]), coordinate(0x21, x), coordinate(0x22, y)]);
    const id = Buffer.from(this.id, "base64url");
    const authData = Buffer.concat([
      this.data(0x45, changes),
      Buffer.alloc(16),
      Buffer.from([id.length >> 8, id.length & 0xff]),
      id,
      cose,
    ]);
    const text = (value: string) => cbor(3, Buffer.from(value));
    const attestation = [
      Buffer.from([0xa3]),
      text("fmt"),
      text("none"),
      text("attStmt"),
      Buffer.from([0xa0]),
      text("authData"),
      cbor(2, authData),
    ];
    const clientDataJSON = this.client("webauthn.create", options, changes);
    return this.answer({ clientDataJSON, attestationObject: base64url(Buffer.concat(attestation)) });
  }

  /** The result of navigator.credentials.get, in JSON form. */
  answerTo(options: { challenge: string }, changes: Changes = {}) {
    if (this.count > 0) this.count++;
    const authenticatorData = this.data(0x05, changes);
    const clientDataJSON = this.client("webauthn.get", options, changes);
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const signature = base64url(sign("sha256", signed, changes.key ?? this.key.privateKey));
    return this.answer({ clientDataJSON, authenticatorData: base64url(authenticatorData), signature });
  }

  private data(flags: number, { rpId = "localhost" }: Changes) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.count);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter]);
  }

  private client(type: string, { challenge }: { challenge: string }, changes: Changes) {
    return base64url(
      JSON.stringify({ type, challenge: changes.challenge ?? challenge, origin: changes.origin ?? this.origin }),
    );
  }

  private answer<R>(response: R) {
    return { id: this.id, rawId: this.id, type: "public-key", response, clientExtensionResults: {} };
  }
}
