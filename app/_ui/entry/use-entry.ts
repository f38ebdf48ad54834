import { type FormEvent, useEffect, useRef, useState } from "react";
import { callApi, type Failure } from "../call-api";

export interface EntryErrors {
  username?: string;
  password?: string;
  /** What no single field is to blame for. */
  form?: string;
}

interface Entry {
  path: "/api/signup" | "/api/enter";
  next: string;
  /** What is wrong before the server is asked. */
  check: (username: string, password: string) => EntryErrors;
  /** Which field a failure belongs to, and what to say there. */
  explain: (failure: Failure, username: string) => EntryErrors;
}

/** Submits a form of username and password; on failure nothing typed is lost and the faulty field has the focus. */
export function useEntry({ path, next, check, explain }: Entry) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<EntryErrors>({});

  useEffect(() => {
    // Going back may show the page as it was left: waiting for an answer that came long ago.
    const shown = (event: PageTransitionEvent) => event.persisted && setBusy(false);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);

  function show(found: EntryErrors) {
    setErrors(found);
    const field = found.username ? "username" : found.password ? "password" : undefined;
    if (field) form.current?.querySelector<HTMLInputElement>(`input[name=${field}]`)?.focus();
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const username = String(data.get("username") ?? "");
    const password = String(data.get("password") ?? "");
    const wrong = check(username, password);
    if (Object.values(wrong).some(Boolean)) return show(wrong);
    setBusy(true);
    setErrors({});
    const answer = await callApi(path, { method: "POST", body: { username, password } });
    // A whole load: pages that the router prefetched still believe that nobody is signed in.
    if (answer.ok) return window.location.assign(next);
    setBusy(false);
    show(explain(answer, username));
  }

  const clear = (field: keyof EntryErrors) => setErrors((now) => (now[field] ? { ...now, [field]: undefined } : now));
  return { form, busy, errors, submit, clear };
}
