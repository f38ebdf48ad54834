"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { SignupAnswer } from "../../../lib/api";
import { entryPath } from "../next-path";
import { FormError } from "./form-error";
import { isSignedIn } from "./is-signed-in";
import { RecoveryCode } from "./recovery-code";

/**
 * The recovery code of an account that was made or recovered just now, and the way on. A browser that kept no session is told
 * with the code in view, and goes on to the page for entering.
 */
export function NewCode({ answer, next }: { answer: SignupAnswer | undefined; next: string }) {
  const t = useTranslations("recovery");
  const [signedIn, setSignedIn] = useState(true);
  useEffect(() => {
    if (answer) isSignedIn().then(setSignedIn);
  }, [answer]);
  return (
    <RecoveryCode
      code={answer?.recoveryCode}
      username={answer?.user.username ?? ""}
      notice={<FormError>{signedIn ? undefined : t("notSignedIn")}</FormError>}
      // A whole load: pages that the router prefetched still believe that nobody is signed in.
      done={() => window.location.assign(signedIn ? next : entryPath("/enter", next, answer?.user.username))}
    />
  );
}
