import * as z from "zod";
import { uuidV7 } from "@/lib/shared/ids";

export const roomParams = z.object({ roomId: uuidV7 });
