import { browserSupportsWebAuthn } from "@simplewebauthn/browser";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether this browser supports passkeys. True on the server, since nearly all browsers do. */
export function usePasskeySupport(): boolean {
  return useSyncExternalStore(never, browserSupportsWebAuthn, () => true);
}
