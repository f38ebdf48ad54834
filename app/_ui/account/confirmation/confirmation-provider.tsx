"use client";

import { createContext, type ReactNode, use, useState } from "react";
import type { Answer } from "@/app/_ui/api/call-api";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { OpenQuestion, Question } from "./confirmation";
import type { ConfirmationDialogProps } from "./confirmation-dialog";

interface Confirmations {
  /** Asks for a proof and sends the action with it. @returns the action's answer; undefined: the user has cancelled, and nothing was sent */
  confirm: <T>(question: Question<T>) => Promise<Answer<T> | undefined>;
  isOpen: boolean;
}

export const confirmationDialog = new LazyPart<ConfirmationDialogProps>(() =>
  import("./confirmation-dialog").then((code) => code.ConfirmationDialog),
);

const ConfirmationContext = createContext<Confirmations | undefined>(undefined);

/** Provides the page's one dialog for proofs. Each action needs its own proof: none is kept. */
export function ConfirmationProvider({ children }: { children: ReactNode }) {
  // Kept after the answer, since the dialog still shows it while it closes.
  const [question, setQuestion] = useState<OpenQuestion>();
  const [isOpen, setOpen] = useState(false);

  function confirm<T>(next: Question<T>): Promise<Answer<T> | undefined> {
    // Another button can be pressed while the dialog's code is loading.
    question?.settle();
    return new Promise((resolve) => {
      const settle = (answer?: Answer<unknown>) => {
        setOpen(false);
        resolve(answer as Answer<T> | undefined);
      };
      setQuestion((last) => ({ ...next, turn: (last?.turn ?? 0) + 1, settle }));
      setOpen(true);
    });
  }

  return (
    <ConfirmationContext value={{ confirm, isOpen }}>
      {children}
      <Part
        part={confirmationDialog}
        wanted={isOpen}
        giveUp={() => question?.settle()}
        with={{ question, open: isOpen }}
      />
    </ConfirmationContext>
  );
}

/** @throws Error outside a ConfirmationProvider. */
export function useConfirmations(): Confirmations {
  const confirmations = use(ConfirmationContext);
  if (!confirmations) throw new Error("useConfirmations must be used within a ConfirmationProvider");
  return confirmations;
}
