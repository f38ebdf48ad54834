import { type FormEvent, useRef, useState } from "react";
import { type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import { useBusy } from "@/app/_ui/hooks/use-busy";
import { canKeepCookies } from "@/lib/client/browser/cookies";

/** What is wrong with each field; `form`: what no single field is to blame for. */
export type FormErrors<F extends string> = Partial<Record<F | "form", string>>;

interface Form<F extends string, T> {
  /** The fields' names, from top to bottom: what is sent, and where the focus goes first. */
  fields: readonly F[];
  /** What is wrong before the server is asked. */
  check: (values: Record<NoInfer<F>, string>) => FormErrors<NoInfer<F>>;
  send: (values: Record<NoInfer<F>, string>) => Promise<{ ok: true; data: T } | ApiFailure>;
  /** Which field a failure belongs to, and what to say there. */
  explain: (failure: ApiFailure, values: Record<NoInfer<F>, string>) => FormErrors<NoInfer<F>>;
  /** It opens a session, so cookies are checked before anything is sent: the call may use up a name or a code. */
  opensSession?: boolean;
  /** The form stays busy until the page is left, unless `settle` is called. */
  done: (data: T, settle: () => void) => void;
}

/** The problem of a browser that keeps no cookies. */
export const COOKIES_BLOCKED: ApiFailure = { ok: false, status: 0, code: "cookies_blocked" };

/** Submits a form; on failure nothing typed is lost and the faulty field has the focus. */
export function useForm<F extends string, T = unknown>(options: Form<F, T>) {
  const { fields, check, send, explain, done, opensSession } = options;
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useBusy();
  const [errors, setErrors] = useState<FormErrors<F>>({});

  function show(found: FormErrors<F>) {
    setErrors(found);
    const field = fields.find((name) => found[name]);
    if (field) form.current?.querySelector<HTMLInputElement>(`input[name=${field}]`)?.focus();
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const values = Object.fromEntries(fields.map((name) => [name, String(data.get(name) ?? "")])) as Record<F, string>;
    const wrong = check(values);
    if (Object.values(wrong).some(Boolean)) return show(wrong);
    if (opensSession && !canKeepCookies()) return show(explain(COOKIES_BLOCKED, values));
    setBusy(true);
    setErrors({});
    const answer = await send(values);
    if (answer.ok) return done(answer.data, () => setBusy(false));
    setBusy(false);
    show(explain(answer, values));
  }

  /** Takes back what was said of one field, or of all. */
  const clear = (field?: F) =>
    setErrors((now) => (field === undefined ? {} : now[field] ? { ...now, [field]: undefined } : now));
  return { form, busy, errors, submit, clear };
}

/** Sends a form's values as they are. */
export function post<T = unknown>(
  path: string,
): (values: Record<string, string>) => Promise<{ ok: true; data: T } | ApiFailure> {
  return (body) => callApi<T>(path, { method: "POST", body });
}
