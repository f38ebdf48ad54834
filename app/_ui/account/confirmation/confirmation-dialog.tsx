"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useOwner } from "@/app/_ui/account/owner";
import { ProofField } from "@/app/_ui/account/proof-field";
import { isUnproven, useProof } from "@/app/_ui/account/use-proof";
import type { Answer, ApiFailure } from "@/app/_ui/api/call-api";
import { useForm } from "@/app/_ui/auth/use-form";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { Sheet } from "@/app/_ui/kit/sheet";
import type { Asked, Prove } from "./confirmation";

export interface ConfirmationDialogProps {
  asked: Asked | undefined;
  open: boolean;
}

/** Asks for the current password or a passkey, and sends the action with it. */
export function ConfirmationDialog({ asked, open }: ConfirmationDialogProps) {
  return asked && <Dialog key={asked.turn} asked={asked} open={open} />;
}

const FIELDS = ["currentPassword"] as const;

function Dialog({ asked: { action, look, lead, opener, send, settle }, open }: { asked: Asked; open: boolean }) {
  const t = useTranslations("account.proof");
  const { username } = useOwner();
  const proof = useProof();
  const section = useRef(opener?.closest("section"));

  /** Succeeds once the proof was accepted: how the action then ended is the form's matter, and its answer the data. */
  async function attempt(values: Record<string, string>): Promise<Answer<Answer<unknown>>> {
    let refused: ApiFailure | undefined;
    const prove: Prove = async <T,>(path: string, body = {}, method?: Parameters<Prove>[2]) => {
      const answer = await proof.send<T>(path, { ...body, ...values }, method);
      refused = isUnproven(answer) ? answer : undefined;
      return answer;
    };
    const answer = await send(prove);
    return refused ?? { ok: true, data: answer };
  }

  const { form, busy, errors, submit, clear } = useForm({
    fields: FIELDS,
    check: ({ currentPassword }) => ({ currentPassword: proof.complaint(currentPassword) }),
    send: attempt,
    explain: proof.explain,
    done: settle,
  });

  // After a change from the passkey to the password, the user types.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the way decides whether there is a field.
  useEffect(() => form.current?.querySelector<HTMLElement>("input[name=currentPassword]")?.focus(), [proof.way]);

  /** Where the user continues: the opener, or its section without it, unless the action has already moved the focus. */
  function finalFocus() {
    const at = document.activeElement;
    if (at && at !== document.body && !form.current?.closest("[role=dialog]")?.contains(at)) return false;
    return (opener?.isConnected ? opener : section.current) ?? true;
  }

  return (
    <Sheet
      title={t("title")}
      lead={lead}
      open={open}
      // A request that was sent cannot be taken back, and its answer may be shown only once.
      onOpenChange={(next) => !next && !busy && settle()}
      initialFocus={() => form.current?.querySelector<HTMLElement>("input:not([hidden]), button[type=submit]") ?? true}
      finalFocus={finalFocus}
    >
      <form ref={form} method="post" noValidate onSubmit={submit}>
        {/* Password managers fill in the password of this username. */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <ProofField proof={proof} error={errors.currentPassword} clear={() => clear()} />
        <FormError>{errors.form}</FormError>
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button look="quiet" disabled={busy} className="disabled:opacity-50" onClick={() => settle()}>
            {t("cancel")}
          </Button>
          {proof.isPossible && (
            <Button
              type="submit"
              look={look}
              busy={busy}
              // The key that opened the dialog may still be held.
              onKeyDown={(event) => event.repeat && event.preventDefault()}
            >
              {action}
            </Button>
          )}
        </div>
      </form>
    </Sheet>
  );
}
