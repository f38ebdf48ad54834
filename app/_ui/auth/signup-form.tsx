"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import type { SignupAnswer } from "@/lib/protocol/http/accounts";
import { NewUsernameField, useUsernameText } from "./new-username-field";
import { makePasskey, submitPasskey } from "./passkeys/ceremonies";
import { usePasskeySupport } from "./passkeys/use-passkey-support";
import { PasswordField } from "./password-field";
import { NewCode, whenShowable } from "./recovery/new-code";
import { useForm } from "./use-form";
import { usePasswordText } from "./use-password-text";

const FIELDS = ["username", "password"] as const;

async function signUpWithPasskey(username: string, inviteToken: string | undefined) {
  const passkey = await makePasskey(() =>
    callApi("/api/passkeys/signup/options", { method: "POST", body: { username, inviteToken } }),
  );
  return submitPasskey<SignupAnswer>("/api/passkeys/signup", passkey);
}

interface SignupFormProps {
  next: string;
  username: string;
  /** The invite link's token, if signing up needs one. */
  inviteToken?: string;
}

/** Sign-up with a name and a passkey, or with a password if the user prefers one or the browser has no passkeys. */
export function SignupForm({ next, username, inviteToken }: SignupFormProps) {
  const t = useTranslations("entry");
  const problem = useProblemText();
  const names = useUsernameText();
  const passwords = usePasswordText();
  const [kept, setKept] = useState<SignupAnswer>();
  const supported = usePasskeySupport();
  const [byPassword, setByPassword] = useState(false);
  const way = supported && !byPassword ? "passkey" : "password";

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    opensSession: true,
    send: (values) =>
      whenShowable(() =>
        way === "passkey"
          ? signUpWithPasskey(values.username, inviteToken)
          : callApi<SignupAnswer>("/api/signup", { method: "POST", body: { ...values, inviteToken } }),
      ),
    check: (values) => ({
      username: names.complaint(values.username),
      password: way === "passkey" ? undefined : passwords.complaint(values.password),
    }),
    explain(failure) {
      const { code, reason } = failure;
      if (code === "username_taken" || code === "invalid_username") return { username: problem(code) };
      return code === "invalid_password" ? { password: passwords.refusal(reason) } : { form: problem(failure) };
    },
    done: (answer) => setKept(answer),
  });

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-3">
      <NewUsernameField form={form} defaultValue={username} onInput={() => clear("username")} error={errors.username} />
      {way === "password" && (
        <PasswordField
          autoComplete="new-password"
          required
          onInput={() => clear("password")}
          error={errors.password}
          hint={t("passwordHint")}
        />
      )}
      <FormError>{errors.form}</FormError>
      <SignupButton way={way} busy={busy} />
      <OtherWay
        way={way}
        supported={supported}
        busy={busy}
        take={(other) => {
          setByPassword(other === "password");
          clear();
        }}
      />
      <NewCode answer={kept} next={next} />
    </form>
  );
}

type Way = "passkey" | "password";

function SignupButton({ way, busy }: { way: Way; busy: boolean }) {
  const t = useTranslations("entry");
  const hydrated = useHydrated();
  if (way === "password")
    return (
      <Button type="submit" busy={busy} disabled={!hydrated} className="w-full">
        {busy ? t("signup.busy") : t("signup.submit")}
      </Button>
    );
  return (
    <>
      <Button type="submit" busy={busy} disabled={!hydrated} className="w-full" aria-describedby="passkey-hint">
        {!busy && <KeyRound className="size-4" aria-hidden="true" />}
        {busy ? t("passkey.making") : t("passkey.make")}
      </Button>
      <p id="passkey-hint" className="text-center text-sm text-muted text-balance">
        {t("passkey.hint")}
      </p>
    </>
  );
}

interface OtherWayProps {
  way: Way;
  supported: boolean;
  busy: boolean;
  take: (way: Way) => void;
}

function OtherWay({ way, supported, busy, take }: OtherWayProps) {
  const t = useTranslations("entry.passkey");
  const hydrated = useHydrated();
  if (!supported) return <p className="text-center text-sm text-muted text-balance">{t("unsupported")}</p>;
  const other = way === "passkey" ? "password" : "passkey";
  return (
    <Button look="quiet" disabled={!hydrated || busy} className="w-full" onClick={() => take(other)}>
      {other === "password" ? t("usePassword") : t("usePasskey")}
    </Button>
  );
}
