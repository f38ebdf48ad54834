"use client";

import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { FormError } from "@/app/_ui/kit/form-error";
import type { Passkey, PasskeysAnswer } from "@/lib/protocol/http/passkeys";

/** The account's ways to sign in, for the sections of the account page. */
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

/** For pages that the server renders without the account's ways to sign in: loads them, then renders its children. */
export function OwnerLoader({ username, children }: { username: string; children: ReactNode }) {
  const problem = useProblemText();
  const [owner, setOwner] = useState<OwnerProviderProps["initial"]>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    let isWanted = true;
    callApi<PasskeysAnswer>("/api/account/passkeys").then((answer) => {
      if (!isWanted) return;
      if (!answer.ok) return setFailed(answer.code);
      // A server of an earlier release omits `hasPassword`; the page then offers the password.
      const { passkeys, hasPassword = true } = answer.data;
      setOwner({ username, hasPassword, passkeys });
    });
    return () => {
      isWanted = false;
    };
  }, [username]);
  if (owner) return <OwnerProvider initial={owner}>{children}</OwnerProvider>;
  return <FormError>{failed && problem(failed)}</FormError>;
}

/** @throws Error outside an OwnerProvider. */
export function useOwner(): Owner {
  const owner = use(OwnerContext);
  if (!owner) throw new Error("useOwner must be used within an OwnerProvider");
  return owner;
}
