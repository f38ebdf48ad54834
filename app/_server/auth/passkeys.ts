/** Passkeys (WebAuthn): the options that a browser gets, and the verification of its answers. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { siteOrigin, siteOrigins } from "@/app/_server/http/origin";
import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { findPasskey, noteUse, type PasskeyRow, passkeyIds } from "@/db/queries/passkeys";
import type { User } from "@/lib/protocol/room";
import { challengeIn, type NewPasskey, type PasskeyProof } from "@/lib/protocol/webauthn";
import { fromBase64, toBase64 } from "@/lib/shared/bytes";
import { keepChallenge, type Purpose, takeChallenge } from "./challenges";

/** The values that every answer is verified against. */
function expectationsOf(challenge: string) {
  const origins = siteOrigins();
  return {
    expectedChallenge: challenge,
    expectedOrigin: origins,
    expectedRPID: origins.map((origin) => new URL(origin).hostname),
    requireUserVerification: false,
  };
}

/** Options for a new passkey. The passkey is discoverable, so that signing in needs no name. */
export async function createRegistrationOptions(request: Request, user: User, purpose: Purpose) {
  const options = await generateRegistrationOptions({
    rpName: "Sarangbang",
    rpID: siteOrigin(request).hostname,
    userID: new TextEncoder().encode(user.id),
    userName: user.username,
    userDisplayName: user.username,
    attestationType: "none",
    excludeCredentials: purpose.for === "add" ? (await passkeyIds(database(), user.id)).map((id) => ({ id })) : [],
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
  });
  await keepChallenge(options.challenge, purpose);
  return options;
}

/** Options for signing in with a passkey of any account, or for confirming an action with one of this user's passkeys. */
export async function createSignInOptions(request: Request, purpose: Purpose) {
  const own = purpose.for === "confirm" ? await passkeyIds(database(), purpose.userId) : [];
  const options = await generateAuthenticationOptions({
    rpID: siteOrigin(request).hostname,
    allowCredentials: own.map((id) => ({ id })),
    userVerification: "preferred",
  });
  await keepChallenge(options.challenge, purpose);
  return options;
}

/**
 * Verifies a new passkey. Returns it with the purpose that its challenge was made for.
 * @throws Problem wrong_passkey: the challenge is unknown, used or for another purpose, or the answer does not verify.
 */
export async function verifyNewPasskey<F extends "signup" | "add">(answer: NewPasskey, use: F) {
  const challenge = challengeIn(answer);
  const purpose = await takeChallenge(challenge, use);
  if (!challenge || !purpose) throw new Problem("wrong_passkey");
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: answer,
    ...expectationsOf(challenge),
  }).catch(refuseAnswer);
  if (!verified) throw new Problem("wrong_passkey");
  const { id, publicKey, counter } = registrationInfo.credential;
  return { purpose, passkey: { id, publicKey: toBase64(publicKey), counter } };
}

/**
 * Verifies a passkey's answer and returns its user. With `userId`, the answer must be a confirmation by that user.
 * @throws Problem wrong_passkey: the challenge is unknown, used or for another purpose; the passkey is unknown or another user's; or
 * the answer does not verify.
 */
export async function verifyPasskey(answer: PasskeyProof, userId?: string): Promise<User> {
  const challenge = challengeIn(answer);
  const purpose = await (userId ? takeChallenge(challenge, "confirm") : takeChallenge(challenge, "enter"));
  if (!challenge || !purpose) throw new Problem("wrong_passkey");
  const found = await findPasskey(database(), answer.id);
  const isTheirs = purpose.for === "enter" || (purpose.userId === userId && found?.user.id === userId);
  if (!found || !isTheirs) throw new Problem("wrong_passkey");
  const counter = await checkSignature(answer, challenge, found.passkey);
  if (!(await noteUse(database(), answer.id, counter))) throw new Problem("wrong_passkey");
  return found.user;
}

/**
 * Returns the authenticator's new use counter; 0 if it has none. A counter that has not grown is refused, since the passkey may have
 * been copied.
 */
async function checkSignature(answer: PasskeyProof, challenge: string, passkey: PasskeyRow) {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer,
    ...expectationsOf(challenge),
    credential: { id: passkey.id, publicKey: fromBase64(passkey.publicKey), counter: passkey.counter },
  }).catch(refuseAnswer);
  if (!verified) throw new Problem("wrong_passkey");
  return authenticationInfo.newCounter;
}

/** The library throws for every mismatch; its message is not shown. */
function refuseAnswer(): never {
  throw new Problem("wrong_passkey");
}
