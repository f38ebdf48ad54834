import { createContext } from "react";

/** The actions on a message that the room has not acknowledged. */
export interface UnsentActions {
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
  /** Moves the message's text back into the composer. */
  takeBack: (clientId: string) => void;
}

export const UnsentActionsContext = createContext<UnsentActions | undefined>(undefined);
