/** File tokens: what a user has uploaded to a room, so that the room needs no query to accept it (docs/decisions/0025-files.md). */
import { SignJWT } from "jose";
import * as z from "zod";
import { FILE_TOKEN_MAX_CHARS, type FileDescriptor, fileDescriptor } from "@/lib/protocol/file-descriptor";
import { FILE_TOKEN_TTL_S } from "@/lib/protocol/files";
import { type SigningSecrets, sign, verifySigned } from "./signing";

const RULES = { issuer: "sarangbang", audience: "file" };
const claims = z.object({ sub: z.string(), room: z.string(), file: fileDescriptor });

interface Upload {
  roomId: string;
  userId: string;
}

/**
 * Signs a complete file's descriptor for its user and room. Only the web side calls this, after it has found the bytes in storage.
 * @param createdAt when the file was created (epoch ms): later calls give a token that expires at the same time
 */
export async function signFileToken(
  file: FileDescriptor,
  { roomId, userId }: Upload,
  createdAt: number,
  secret: string,
) {
  const expiresAtS = Math.floor(createdAt / 1000) + FILE_TOKEN_TTL_S;
  const token = new SignJWT({ room: roomId, file })
    .setIssuer(RULES.issuer)
    .setAudience(RULES.audience)
    .setSubject(userId)
    .setExpirationTime(expiresAtS);
  return { token: await sign(token, secret), expiresAt: expiresAtS * 1000 };
}

/** The descriptor in a valid token of this user and room, or undefined: forged, expired, or another's. */
export async function verifyFileToken(
  token: string,
  { roomId, userId }: Upload,
  secrets: SigningSecrets,
): Promise<FileDescriptor | undefined> {
  if (token.length > FILE_TOKEN_MAX_CHARS) return undefined;
  const signed = await verifySigned(token, secrets, { ...RULES, requiredClaims: ["exp"] });
  const { data } = claims.safeParse(signed?.payload);
  return data?.room === roomId && data.sub === userId ? data.file : undefined;
}
