import type { Answer, ApiCall } from "@/app/_ui/api/call-api";
import type { Look } from "@/app/_ui/kit/button";

/** Makes a call that needs a proof, with the proof that the user gives in the dialog. */
export type Prove = <T>(path: string, body?: Record<string, string>, method?: ApiCall["method"]) => Promise<Answer<T>>;

/** The parts of the dialog that depend on the action. */
export interface Confirmation {
  /** The label of the button that confirms. */
  action: string;
  look?: Look;
  /** What the action changes. */
  lead?: string;
}

/** An action that needs a proof, and how the dialog sends it. */
export interface Question<T> extends Confirmation {
  send: (prove: Prove) => Promise<Answer<T>>;
  /** Gets the focus when the dialog closes. */
  opener: HTMLElement | null;
}

/** The question that the dialog shows. */
export interface OpenQuestion extends Question<unknown> {
  /** The number of the question: each one gets a new form, without the password that was typed for an earlier one. */
  turn: number;
  /** Closes the dialog. Without an answer: the user has cancelled. */
  settle: (answer?: Answer<unknown>) => void;
}
