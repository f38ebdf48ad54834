import type { Mutation } from "./mutate-source";
import { SERVING } from "./serving";
import { STORING } from "./storing";

/** Deliberate breaks of the product. The tests must notice every one (scripts/mutate.ts). */
export const MUTATIONS: readonly Mutation[] = [...STORING, ...SERVING];
