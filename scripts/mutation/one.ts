import type { Mutation } from "./mutate-source";

/** A mutation of one change. `place`: the function or `Class.method`. */
export const one = (name: string, file: string, place: string, from: string, to: string): Mutation => ({
  name,
  file,
  in: place,
  changes: [[from, to]],
});
