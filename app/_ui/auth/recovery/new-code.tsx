"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { isSignedIn } from "@/app/_ui/auth/is-signed-in";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { FormError } from "@/app/_ui/kit/form-error";
import type { SignupAnswer } from "@/lib/protocol/http/accounts";
import { RecoveryCode } from "./recovery-code";

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
    <RecoveryCode
      code={answer?.recoveryCode}
      username={answer?.user.username ?? ""}
      notice={<FormError>{signedIn ? undefined : t("notSignedIn")}</FormError>}
      // A full page load, since pages that the router prefetched were rendered without a user.
      done={() => window.location.assign(signedIn ? next : entryPath("/enter", next, answer?.user.username))}
    />
  );
}
