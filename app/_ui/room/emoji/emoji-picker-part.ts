import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import type { EmojiPickerProps } from "./emoji-picker";

export const emojiPicker = new LazyPart<EmojiPickerProps>(() =>
  import("./emoji-picker").then((code) => code.EmojiPicker),
);
