"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ApiFailure } from "@/app/_ui/api/call-api";
import { isSignedIn } from "@/app/_ui/auth/is-signed-in";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { FormError } from "@/app/_ui/kit/form-error";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { SignupAnswer } from "@/lib/protocol/http/accounts";
import type { RecoveryCodeProps } from "./recovery-code";

const dialog = new LazyPart<RecoveryCodeProps>(() => import("./recovery-code").then((code) => code.RecoveryCode));

const OFFLINE: ApiFailure = { ok: false, status: 0, code: "offline" };

/** Loads the code's dialog before it sends a request for a code: the code is shown only once, so the dialog must be able to open. */
export async function whenShowable<T>(send: () => Promise<T>): Promise<T | ApiFailure> {
  return (await dialog.load()) ? send() : OFFLINE;
}

/**
 * The recovery code of an account that was just created or recovered, and the link to continue. If the browser stored no
 * session, a warning beside the code says so, and the link leads to the sign-in page.
 */
export function NewCode({ answer, next }: { answer: SignupAnswer | undefined; next: string }) {
  const t = useTranslations("recovery");
  const [signedIn, setSignedIn] = useState(true);
  useEffect(() => {
    if (answer) isSignedIn().then(setSignedIn);
  }, [answer]);
  return (
    <Part
      part={dialog}
      wanted={answer !== undefined}
      giveUp={() => {}}
      with={{
        code: answer?.recoveryCode,
        username: answer?.user.username ?? "",
        notice: <FormError>{signedIn ? undefined : t("notSignedIn")}</FormError>,
        // A full page load, since pages that the router prefetched were rendered without a user.
        done: () => window.location.assign(signedIn ? next : entryPath("/enter", next, answer?.user.username)),
      }}
    />
  );
}
