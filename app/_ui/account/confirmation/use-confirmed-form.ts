import { type FormEvent, useRef } from "react";
import type { Answer, ApiFailure } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { type Form, type FormErrors, useForm, valuesOf } from "@/app/_ui/auth/use-form";
import type { Confirmation, Prove } from "./confirmation";
import { confirmationDialog, useConfirmations } from "./confirmation-provider";

interface ConfirmedForm<F extends string, T> extends Omit<Form<F, T>, "send" | "explain" | "opensSession"> {
  confirmation: Confirmation;
  /** Sends the action; `prove` makes the call that needs the proof. */
  send: (prove: Prove, values: Record<NoInfer<F>, string>) => Promise<Answer<T>>;
  /** Maps a failure to the field that shows it, with its text. Undefined: the form shows the failure's general text. */
  explain?: (failure: ApiFailure) => FormErrors<NoInfer<F>> | undefined;
}

/** A form whose action needs a proof: after the form's own checks, the page's dialog asks for the proof and sends the action. */
export function useConfirmedForm<F extends string, T>({
  confirmation,
  send,
  explain,
  ...options
}: ConfirmedForm<F, T>) {
  const problem = useProblemText();
  const { confirm, isOpen } = useConfirmations();
  /** The form's button, also if Enter was pressed in a field. */
  const opener = useRef<HTMLElement>(null);
  const element = useRef<HTMLFormElement>(null);
  const form = useForm<F, T>({
    ...options,
    explain: (failure) => explain?.(failure) ?? ({ form: problem(failure) } as FormErrors<F>),
    send(values) {
      // The user may have typed on while the dialog's code was loaded.
      const latest = () => (element.current ? valuesOf(element.current, options.fields) : values);
      return confirm({ ...confirmation, opener: opener.current, send: (prove) => send(prove, latest()) });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    element.current = event.currentTarget;
    opener.current = (event.nativeEvent as SubmitEvent).submitter;
    // The dialog is wanted but not visible, since its code could not be loaded.
    if (isOpen) void confirmationDialog.load();
    return form.submit(event);
  }
  // While the dialog is open, it shows the progress itself.
  return { ...form, submit, busy: form.busy && !isOpen };
}
