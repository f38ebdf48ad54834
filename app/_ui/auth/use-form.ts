import { type FormEvent, useRef, useState } from "react";
import { type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import { useBusy } from "@/app/_ui/hooks/use-busy";
import { canKeepCookies } from "@/lib/client/browser/cookies";

/** The error of each field; `form`: an error that belongs to no single field. */
export type FormErrors<F extends string> = Partial<Record<F | "form", string>>;

export interface Form<F extends string, T> {
  /** The names of the fields to send, from top to bottom. The first field with an error gets the focus. */
  fields: readonly F[];
  /** Validates the values before they are sent. */
  check: (values: Record<NoInfer<F>, string>) => FormErrors<NoInfer<F>>;
  /** Undefined: the user has cancelled, and the form stays as it is. */
  send: (values: Record<NoInfer<F>, string>) => Promise<{ ok: true; data: T } | ApiFailure | undefined>;
  /** Maps a failure to the field that shows it, with its text. */
  explain: (failure: ApiFailure, values: Record<NoInfer<F>, string>) => FormErrors<NoInfer<F>>;
  /** True if the call opens a session. Cookies are then checked first, since a call without them would waste a name or a code. */
  opensSession?: boolean;
  /** The form stays busy until the page is left, unless `settle` is called. */
  done: (data: T, settle: () => void) => void;
}

/** The failure to show if the browser stores no cookies. */
export const COOKIES_BLOCKED: ApiFailure = { ok: false, status: 0, code: "cookies_blocked" };

/** Submits a form. After a failure the typed text stays and the field with the error gets the focus. */
export function useForm<F extends string, T = unknown>(options: Form<F, T>) {
  const { fields, check, send, explain, done, opensSession } = options;
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useBusy();
  const [errors, setErrors] = useState<FormErrors<F>>({});

  function show(found: FormErrors<F>) {
    setErrors(found);
    const field = fields.find((name) => found[name]);
    const input = field && form.current?.querySelector<HTMLInputElement>(`input[name=${field}]`);
    input?.focus();
    // A hidden text cannot be corrected, so typing replaces it.
    if (input?.type === "password") input.select();
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const values = valuesOf(event.currentTarget, fields);
    const wrong = check(values);
    if (Object.values(wrong).some(Boolean)) return show(wrong);
    if (opensSession && !canKeepCookies()) return show(explain(COOKIES_BLOCKED, values));
    setBusy(true);
    setErrors({});
    const answer = await send(values);
    if (answer?.ok) return done(answer.data, () => setBusy(false));
    setBusy(false);
    if (answer) show(explain(answer, values));
  }

  /** Clears the error of one field, or all errors. */
  const clear = (field?: F) =>
    setErrors((now) => (field === undefined ? {} : now[field] ? { ...now, [field]: undefined } : now));
  return { form, busy, errors, submit, clear };
}

/** The text that is in each field now. */
export function valuesOf<F extends string>(form: HTMLFormElement, fields: readonly F[]): Record<F, string> {
  const data = new FormData(form);
  return Object.fromEntries(fields.map((name) => [name, String(data.get(name) ?? "")])) as Record<F, string>;
}

/** Sends a form's values unchanged. */
export function post<T = unknown>(
  path: string,
): (values: Record<string, string>) => Promise<{ ok: true; data: T } | ApiFailure> {
  return (body) => callApi<T>(path, { method: "POST", body });
}
