import "./no-eval";
import * as z from "zod";
import { isUuidV7 } from "@/lib/shared/ids";

export const uuidV7 = z.string().refine(isUuidV7, "a UUIDv7");
