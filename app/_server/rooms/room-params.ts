import { z } from "zod";
import { uuidV7 } from "@/lib/shared/ids";

/** The room in a path. */
export const roomParams = z.object({ roomId: uuidV7 });
