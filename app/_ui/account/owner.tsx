"use client";

import { createContext, type ReactNode, use, useState } from "react";
import type { Passkey } from "../../../lib/api";

/** What the sections of the account page know of the ways in. */
interface Owner {
  username: string;
  hasPassword: boolean;
  passkeys: Passkey[];
  setHasPassword: (has: boolean) => void;
  setPasskeys: (passkeys: Passkey[]) => void;
}

const OwnerContext = createContext<Owner | undefined>(undefined);

interface OwnerProviderProps {
  initial: Pick<Owner, "username" | "hasPassword" | "passkeys">;
  children: ReactNode;
}

export function OwnerProvider({ initial, children }: OwnerProviderProps) {
  const [hasPassword, setHasPassword] = useState(initial.hasPassword);
  const [passkeys, setPasskeys] = useState(initial.passkeys);
  return (
    <OwnerContext value={{ username: initial.username, hasPassword, passkeys, setHasPassword, setPasskeys }}>
      {children}
    </OwnerContext>
  );
}

/** @throws Error outside an OwnerProvider. */
export function useOwner(): Owner {
  const owner = use(OwnerContext);
  if (!owner) throw new Error("no OwnerProvider above");
  return owner;
}
