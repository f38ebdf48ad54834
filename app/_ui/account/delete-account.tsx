"use client";

import { useTranslations } from "next-intl";
import { pageUser } from "@/app/_ui/auth/page/page-user";
import { UsernameField } from "@/app/_ui/auth/username-field";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { deleteWriting } from "@/lib/client/outbox/writing";
import { useConfirmedForm } from "./confirmation/use-confirmed-form";
import { Section } from "./section";

const FIELDS = ["username"] as const;

/** Deletes the account. The user must type its name, so that it is not deleted by mistake. */
export function DeleteAccount() {
  const t = useTranslations("account.deletion");
  const missing = useTranslations("entry.usernameReasons")("missing");
  const hydrated = useHydrated();

  const { form, busy, errors, submit, clear } = useConfirmedForm({
    confirmation: { action: t("submit"), look: "danger", lead: t("lead") },
    fields: FIELDS,
    check: ({ username }) => ({ username: username.trim() === "" ? missing : undefined }),
    send: (prove, values) => prove("/api/account/delete", values),
    explain: (failure) => (failure.code === "invalid" ? { username: t("otherName") } : undefined),
    async done() {
      const userId = pageUser();
      if (userId !== undefined) await deleteWriting(userId);
      window.location.assign("/");
    },
  });

  return (
    <Section title={t("title")} lead={t("lead")}>
      <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-2">
        <UsernameField
          autoComplete="off"
          onInput={() => clear("username")}
          error={errors.username}
          hint={t("typeName")}
        />
        <FormError>{errors.form}</FormError>
        <Button type="submit" look="danger" busy={busy} disabled={!hydrated} className="self-start">
          {t("submit")}
        </Button>
      </form>
    </Section>
  );
}
