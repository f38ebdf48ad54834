import { createContext } from "react";
import type { Message } from "@/lib/protocol/room";

/** The actions on a message, for the lines of the log. The object stays the same while the screen is shown, so no line renders again. */
export interface MessageActions {
  /** @param keepsFocus the focus stays where it is instead of moving to the composer */
  reply(message: Message, options?: { keepsFocus: boolean }): void;
  /** Opens an edit: a field replaces the message's text. */
  edit(message: Message): void;
  /** Deletes the message after a confirmation. */
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

/** The emoji in the menu itself; it also opens the picker with all others. */
export const QUICK_EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
