import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Answer, type ApiCall, type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { askPasskey, submitPasskey } from "@/app/_ui/auth/passkeys/ceremonies";
import { usePasskeySupport } from "@/app/_ui/auth/passkeys/use-passkey-support";
import { useOwner } from "./owner";

/** How users prove that they make a request themselves, and not somebody else at their unlocked device. */
export type ProofWay = "passkey" | "password";

/** Whether a call failed because there was no proof, or because the server refused the proof: the action was not tried. */
export const isUnproven = (answer: Answer<unknown>): answer is ApiFailure =>
  !answer.ok && (answer.isUnsent === true || answer.code === "wrong_credentials" || answer.code === "wrong_passkey");

/** The state of a proof in a form; `ProofField` renders it. */
export function useProof() {
  const { hasPassword, passkeys } = useOwner();
  const supported = usePasskeySupport();
  const missing = useTranslations("entry.usernameReasons")("missing");
  const problem = useProblemText();
  const [wish, take] = useState<ProofWay>("passkey");
  const canPasskey = passkeys.length > 0 && supported;
  const way: ProofWay = (wish === "passkey" && canPasskey) || !hasPassword ? "passkey" : "password";

  return {
    way,
    /** The other way of proving, if the account and the browser have it. */
    other: canPasskey && hasPassword ? ((way === "passkey" ? "password" : "passkey") as ProofWay) : undefined,
    take,
    /** False if the account has only passkeys, and the browser does not support them. */
    isPossible: way === "password" || supported,
    /** The error to show instead of sending the form. */
    complaint: (typed: string) => (way === "password" && typed === "" ? missing : undefined),
    /** Sends a form's values together with the proof. */
    async send<T>(
      path: string,
      { currentPassword, ...rest }: Record<string, string>,
      method: ApiCall["method"] = "POST",
    ): Promise<Answer<T>> {
      if (way === "password") return callApi<T>(path, { method, body: { currentPassword, ...rest } });
      return submitPasskey<T>(path, await askPasskey("/api/account/confirm"), rest, method);
    },
    /** Maps a failure to the field that shows it. */
    explain: (failure: ApiFailure): { currentPassword?: string; form?: string } =>
      failure.code === "wrong_credentials" ? { currentPassword: problem(failure) } : { form: problem(failure) },
  };
}

export type ProofState = ReturnType<typeof useProof>;
