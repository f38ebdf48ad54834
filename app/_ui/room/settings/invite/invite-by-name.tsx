"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { post, useForm } from "@/app/_ui/auth/use-form";
import { Button } from "@/app/_ui/kit/button";
import { Field } from "@/app/_ui/kit/field";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { NewInviteAnswer } from "@/lib/protocol/http/invites";

const FIELDS = ["username"] as const;

/** Invites one user, who finds the invite in their list of rooms. */
export function InviteByName() {
  const t = useTranslations("invite");
  const missing = useTranslations("entry.usernameReasons")("missing");
  const problem = useProblemText();
  const { room } = useRoomContext();
  const [invited, setInvited] = useState<string>();
  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    send: post<NewInviteAnswer>(`/api/rooms/${room.id}/invites`),
    check: ({ username }) => ({ username: username.trim() === "" ? missing : undefined }),
    explain: ({ code }) => ({ username: problem(code) }),
    done({ invite }, settle) {
      settle();
      setInvited(invite.user?.username);
      form.current?.reset();
    },
  });
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <h3 className="mb-2 font-semibold">{t("byName")}</h3>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Field
            label={t("username")}
            name="username"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onInput={() => {
              clear("username");
              setInvited(undefined);
            }}
            error={errors.username}
            hint={invited && <span className="text-accent">{t("invited", { name: invited })}</span>}
          />
        </div>
        <Button type="submit" look="secondary" busy={busy} className="mt-6.5">
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
