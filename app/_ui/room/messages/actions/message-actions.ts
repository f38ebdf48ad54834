import { createContext } from "react";
import type { Message } from "@/lib/protocol/room";

/** The actions on a message, for the lines of the log: the same object while the room's screen is shown. */
export interface MessageActions {
  reply(message: Message): void;
  /** Replaces its line by a field. */
  edit(message: Message): void;
  /** Deletes it after a confirmation. */
  remove(message: Message): void;
  /** Adds the user's reaction with this emoji, or removes it. */
  react(message: Message, emoji: string): void;
}

export const MessageActionsContext = createContext<MessageActions | undefined>(undefined);

/** The open edits, and their actions. */
export interface Editing {
  /** Seqs of the messages. */
  open: ReadonlySet<number>;
  /** Seq of the edit that was just opened by a press on this page: its field takes the focus, once. */
  toFocus: number | undefined;
  focusTaken: () => void;
  save: (seq: number, body: string, mentions: string[]) => void;
  cancel: (seq: number) => void;
  /** For a deleted message: moves the edit's text to the composer, as a new message. */
  toComposer: (seq: number, text: string) => void;
}

export const EditingContext = createContext<Editing | undefined>(undefined);

/** Offered in the menu. Any other emoji can only be added to by pressing an existing reaction. */
export const QUICK_EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
