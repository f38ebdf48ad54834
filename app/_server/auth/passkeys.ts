/** Passkeys (WebAuthn): making the questions that a browser answers, and believing the answers or not. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { siteOrigin, siteOrigins } from "@/app/_server/http/origin";
import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { findPasskey, noteUse, type Passkey, passkeyIds } from "@/db/queries/passkeys";
import type { User } from "@/lib/protocol/room";
import { challengeIn, type NewPasskey, type PasskeyProof } from "@/lib/protocol/webauthn";
import { fromBase64, toBase64 } from "@/lib/shared/bytes";
import { keepChallenge, type Purpose, takeChallenge } from "./challenges";

/** What every answer must fit, whether it makes a passkey or uses one. */
function expectedOf(challenge: string) {
  const origins = siteOrigins();
  return {
    expectedChallenge: challenge,
    expectedOrigin: origins,
    expectedRPID: origins.map((origin) => new URL(origin).hostname),
    requireUserVerification: false,
  };
}

/** The question for a new passkey, which finds its account by itself: no name needs to be typed to enter. */
export async function askForNewPasskey(request: Request, user: User, purpose: Purpose) {
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

/** The question for a passkey that exists: anyone's, or, to confirm something, one of this user's. */
export async function askForPasskey(request: Request, purpose: Purpose) {
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
 * What a browser has made, and whom the question was for.
 * @throws Problem wrong_passkey: no answer to a question of ours, or a second one.
 */
export async function readNewPasskey<F extends "signup" | "add">(answer: NewPasskey, use: F) {
  const challenge = challengeIn(answer);
  const purpose = await takeChallenge(challenge, use);
  if (!challenge || !purpose) throw new Problem("wrong_passkey");
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: answer,
    ...expectedOf(challenge),
  }).catch(refuseAnswer);
  if (!verified) throw new Problem("wrong_passkey");
  const { id, publicKey, counter } = registrationInfo.credential;
  return { purpose, passkey: { id, publicKey: toBase64(publicKey), counter } };
}

/**
 * Whose passkey has answered. Of a signed-in user's own where `userId` is given.
 * @throws Problem wrong_passkey: unknown, not theirs, a second answer, or a counter that went back.
 */
export async function readPasskey(answer: PasskeyProof, userId?: string): Promise<User> {
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

/** The authenticator's counter, which only goes forward: a copy of it would lag behind. */
async function checkSignature(answer: PasskeyProof, challenge: string, passkey: Passkey) {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer,
    ...expectedOf(challenge),
    credential: { id: passkey.id, publicKey: fromBase64(passkey.publicKey), counter: passkey.counter },
  }).catch(refuseAnswer);
  if (!verified) throw new Problem("wrong_passkey");
  return authenticationInfo.newCounter;
}

/** The library throws for whatever does not fit; what it says of it is for nobody. */
function refuseAnswer(): never {
  throw new Problem("wrong_passkey");
}
