import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import type { MessageEditProps } from "./message-edit";

/** The field of an edit, which the conversation loads once an edit is open. */
export const messageEdit = new LazyPart<MessageEditProps>(() =>
  import("./message-edit").then((code) => code.MessageEdit),
);
