import { createContext, useContext } from "react";

export const OpenReactions = createContext<(seq: number) => void>(() => {});

/** Opens the list of all users who reacted to a message. */
export function useOpenReactions(): (seq: number) => void {
  return useContext(OpenReactions);
}
