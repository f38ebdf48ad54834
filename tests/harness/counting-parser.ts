import { chatParser } from "@/app/_ui/room/messages/format/chat-rules";

/** A parser of formats that counts how often a rule is tried, and how often the pairing of markers looks at one. */
export function countingParser() {
  const parser = chatParser();
  let count = 0;
  const counting = {
    get(target: object, key: PropertyKey, receiver: unknown) {
      if (typeof key === "string" && /^\d+$/.test(key)) count++;
      return Reflect.get(target, key, receiver);
    },
  };
  parser.inline.ruler.before("fixed", "count", () => {
    count++;
    return false;
  });
  parser.inline.ruler2.before("balance_pairs", "count", (state) => {
    state.delimiters = new Proxy(state.delimiters, counting) as typeof state.delimiters;
    return false;
  });
  return {
    parser,
    /** The steps since the last call. */
    steps: () => {
      const steps = count;
      count = 0;
      return steps;
    },
  };
}
