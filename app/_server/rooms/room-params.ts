import * as z from "zod";
import { uuidV7 } from "@/lib/protocol/uuid";

export const roomParams = z.object({ roomId: uuidV7 });
