"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { SignupAnswer } from "../../../lib/api";
import { entryPath } from "../next-path";
import { FormError } from "./form-error";
import { isSignedIn } from "./is-signed-in";
import { RecoveryCode } from "./recovery-code";

/**
 * The recovery code of an account that was just created or recovered, and the link to continue. If the browser kept no session,
 * this says so beside the code, and continues to the page for entering.
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
      // A full page load: pages that the router prefetched were rendered without a user.
      done={() => window.location.assign(signedIn ? next : entryPath("/enter", next, answer?.user.username))}
    />
  );
}
