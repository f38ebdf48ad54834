/** Schemas shared by the bodies and query parameters of several resources. */
import { PAGE_MAX } from "@/lib/protocol/limits";
import "@/lib/protocol/no-eval";
import * as z from "zod";

/** Longest request body, in bytes of UTF-8. */
export const REQUEST_MAX_BYTES = 16 * 1024;

const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
export const limit = (usual: number) => wholeNumber.pipe(z.number().min(1).max(PAGE_MAX)).default(usual);
export const seqParameter = wholeNumber.pipe(z.number().max(Number.MAX_SAFE_INTEGER));
/** The longest item, a UUID, and its comma. */
const LIST_ITEM_UNITS = 37;
/** At most PAGE_MAX values, separated by commas. */
export const listOf = <T>(value: z.core.$ZodType<T, string>) =>
  z
    .string()
    .max(PAGE_MAX * LIST_ITEM_UNITS, { abort: true })
    .transform((text) => text.split(","))
    .pipe(z.array(value).max(PAGE_MAX));
