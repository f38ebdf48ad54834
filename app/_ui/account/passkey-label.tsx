"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useForm } from "@/app/_ui/auth/use-form";
import { Button } from "@/app/_ui/kit/button";
import { Field } from "@/app/_ui/kit/field";
import { FormError } from "@/app/_ui/kit/form-error";
import type { Passkey, PasskeysAnswer } from "@/lib/protocol/http/passkeys";
import { PASSKEY_LABEL_MAX_CHARS } from "@/lib/protocol/limits";
import { useOwner } from "./owner";

const FIELDS = ["label"] as const;

export function PasskeyLabel({ passkey, stop }: { passkey: Passkey; stop: () => void }) {
  const t = useTranslations("account.passkeys");
  const problem = useProblemText();
  const { setPasskeys } = useOwner();

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: (body) => callApi<PasskeysAnswer>(`/api/account/passkeys/${passkey.id}`, { method: "PATCH", body }),
    check: () => ({}),
    explain: (failure) =>
      failure.code === "invalid"
        ? { label: t("labelHint", { count: PASSKEY_LABEL_MAX_CHARS }) }
        : { form: problem(failure) },
    done({ passkeys }) {
      setPasskeys(passkeys);
      stop();
    },
  });

  useEffect(() => {
    const input = form.current?.querySelector("input");
    input?.focus();
    input?.select();
  }, [form]);

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="mt-2 flex flex-col gap-1 pl-7">
      <Field
        label={t("label")}
        name="label"
        autoComplete="off"
        defaultValue={passkey.label ?? passkey.device}
        onInput={() => clear("label")}
        error={errors.label}
      />
      <FormError>{errors.form}</FormError>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="secondary" busy={busy}>
          {t("save")}
        </Button>
        <Button look="quiet" onClick={stop}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
