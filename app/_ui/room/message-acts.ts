import { createContext } from "react";
import type { Message } from "../../../lib/protocol";

/** What one may do with a message, for the lines of the log: the same object as long as the room's screen is shown. */
export interface MessageActs {
  reply(message: Message): void;
  /** Turns its line into a field. */
  edit(message: Message): void;
  /** Asks first. */
  remove(message: Message): void;
  /** Gives it an emoji, or takes back one's own. */
  react(message: Message, emoji: string): void;
}

export const MessageActsContext = createContext<MessageActs | undefined>(undefined);

/** Whose line is a field now. */
export interface Editing {
  seq: number;
  save: (body: string, mentions: string[]) => void;
  cancel: () => void;
}

export const EditingContext = createContext<Editing | undefined>(undefined);

/** Offered at once; any other emoji comes from the keyboard of whoever gave it first. */
export const QUICK_EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
