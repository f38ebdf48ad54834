import { createContext } from "react";
import type { Message } from "@/lib/protocol/room";

/** What one may do with a message, for the lines of the log: the same object as long as the room's screen is shown. */
export interface MessageActions {
  reply(message: Message): void;
  /** Turns its line into a field. */
  edit(message: Message): void;
  /** Asks first. */
  remove(message: Message): void;
  /** Gives it an emoji, or takes back one's own. */
  react(message: Message, emoji: string): void;
}

export const MessageActionsContext = createContext<MessageActions | undefined>(undefined);

/** The open edits, and their actions. */
export interface Editing {
  /** Seqs of the messages. */
  open: ReadonlySet<number>;
  /** The edit that was just opened by a press on this page: its field takes the focus, once. */
  toFocus: number | undefined;
  focusTaken: () => void;
  save: (seq: number, body: string, mentions: string[]) => void;
  cancel: (seq: number) => void;
  /** For a deleted message: moves the edit's text to the composer, as a new message. */
  toComposer: (seq: number, text: string) => void;
}

export const EditingContext = createContext<Editing | undefined>(undefined);

/** Offered at once; any other emoji comes from the keyboard of whoever gave it first. */
export const QUICK_EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
