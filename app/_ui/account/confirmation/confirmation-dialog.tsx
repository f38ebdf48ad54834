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
import type { OpenQuestion, Prove } from "./confirmation";

export interface ConfirmationDialogProps {
  question: OpenQuestion | undefined;
  open: boolean;
}

/** Asks for the current password or a passkey, and sends the action with it. */
export function ConfirmationDialog({ question, open }: ConfirmationDialogProps) {
  return question && <Dialog key={question.turn} question={question} open={open} />;
}

const FIELDS = ["currentPassword"] as const;

function Dialog({ question, open }: { question: OpenQuestion; open: boolean }) {
  const { action, look, lead, opener, send, settle } = question;
  const t = useTranslations("account.proof");
  const { username } = useOwner();
  const proof = useProof();
  const section = useRef(opener?.closest("section"));

  /** Fails only if the proof does. Otherwise its data is the action's answer, which the form behind the dialog handles. */
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

  // After a change from the passkey to the password, the user continues in the field.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field exists only if the way is the password.
  useEffect(() => form.current?.querySelector<HTMLElement>("input[name=currentPassword]")?.focus(), [proof.way]);

  /** The opener, or its section if the action has removed it. The focus stays if the action has already moved it. */
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
      // A sent request cannot be cancelled, and its answer, such as a new recovery code, is shown only once.
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
