import { z } from "zod";
import { isUuidV7 } from "../../lib/ids";

/** The room in a path. */
export const roomParams = z.object({ roomId: z.string().refine(isUuidV7) });
