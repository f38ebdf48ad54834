/** Schemas of names, passwords and recovery codes: as typed → as stored. */
import { textSchema } from "./bounded-text";
import { NEW_USERNAME_KIND, ROOM_NAME_KIND, USERNAME_KIND } from "./names";
import { PASSWORD_KIND } from "./password";
import { RECOVERY_CODE_KIND } from "./recovery-code";

export const usernameSchema = textSchema(USERNAME_KIND);
export const newUsernameSchema = textSchema(NEW_USERNAME_KIND);
export const roomNameSchema = textSchema(ROOM_NAME_KIND);
export const passwordSchema = textSchema(PASSWORD_KIND);
export const recoveryCodeSchema = textSchema(RECOVERY_CODE_KIND);
