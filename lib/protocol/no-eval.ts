/**
 * Imported before any schema is made: zod then compiles none of them into code. The pages' policy and workerd forbid
 * that, and zod finds out by trying, which a browser reports as an attack.
 */
import { z } from "zod";

z.config({ jitless: true });
