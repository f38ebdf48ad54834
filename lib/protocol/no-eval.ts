/**
 * Imported before any schema is made, so that zod compiles none of them into code. The pages' policy and workerd forbid
 * that, and zod's own detection tries it, which a browser reports as a policy violation.
 */
import * as z from "zod/mini";

z.config({ jitless: true });
