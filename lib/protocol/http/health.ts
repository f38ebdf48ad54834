/** The state of the service and its parts. */
import "@/lib/protocol/no-eval";
import * as z from "zod";

const dependency = z.object({ up: z.boolean(), latencyMs: z.number().int() });
/** All fields except `up` need HEALTH_TOKEN. */
export const healthAnswer = z.object({
  up: z.boolean(),
  database: dependency.optional(),
  redis: dependency.optional(),
  rooms: dependency.optional(),
  versions: z
    .object({
      /** The deployed commit, if the platform provides it. */
      code: z.string().optional(),
      /** The newest migration in the database, if it is available, and the one that this code expects. */
      schema: z.string().optional(),
      expected: z.string(),
    })
    .optional(),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;
