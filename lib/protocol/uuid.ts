import "./no-eval";
import * as z from "zod/mini";
import { isUuidV7 } from "@/lib/shared/ids";

export const uuidV7 = z.string().check(z.refine(isUuidV7, "a UUIDv7"));
