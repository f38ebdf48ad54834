import type { Answer, ApiCall } from "@/app/_ui/api/call-api";
import type { Look } from "@/app/_ui/kit/button";

/** Makes a call that needs a proof, with the proof that the user gives in the dialog. */
export type Prove = <T>(path: string, body?: Record<string, string>, method?: ApiCall["method"]) => Promise<Answer<T>>;

/** What the dialog shows of an action that needs a proof. */
export interface Confirmation {
  /** The label of the button that confirms. */
  action: string;
  look?: Look;
  /** What the action changes. */
  lead?: string;
}

/** An action, with what the dialog needs to send it. */
export interface Question<T> extends Confirmation {
  send: (prove: Prove) => Promise<Answer<T>>;
  /** Gets the focus when the dialog closes. */
  opener: HTMLElement | null;
}

/** A question in the dialog. */
export interface Asked extends Question<unknown> {
  /** Counts the questions. */
  turn: number;
  /** Closes the dialog. Without an answer: the user has cancelled. */
  settle: (answer?: Answer<unknown>) => void;
}
