/** Texts of the sign-in screens, for tests that run once in each language. */
import type { Locator, Page } from "playwright-core";
import { PASSWORD } from "@/tests/harness/live/people";

export const ko = {
  locale: "ko-KR",
  signup: "가입하기",
  enter: "들어가기",
  username: "사용자 이름",
  password: "비밀번호",
  usePassword: "비밀번호를 쓸게요",
  newPassword: "새 비밀번호",
  code: "복구 코드",
  kept: "복구 코드를 저장했습니다",
  goOn: "계속",
  locked: "들어갈 수 없나요?",
  recover: "새 비밀번호 정하기",
  common: "많은 사람이 쓰는 비밀번호입니다.",
  wrong: "비밀번호가 맞지 않습니다.",
  unknown: "이런 이름의 사용자가 없습니다.",
  taken: "이미 누군가 쓰고 있는 이름입니다.",
  usedUp: "복구 코드가 맞지 않거나 이미 쓴 것입니다.",
  tooOften: /너무 자주 시도했습니다\. \d+(초|분) 뒤에 다시 시도해 주세요\./,
  offline: "인터넷에 연결되어 있지 않은 것 같습니다.",
  makePasskey: "패스키 만들기",
  enterWithPasskey: "패스키로 들어가기",
  cancelled: "패스키를 고르지 않았거나 시간이 지났습니다. 다시 시도해 주세요.",
  wrongPasskey: "이 패스키로는 들어올 수 없습니다.",
  noPasskeys: "이 브라우저에서는 패스키를 쓸 수 없습니다.",
  passkeys: "패스키",
  confirmation: "본인인지 확인해 주세요",
  cancel: "취소",
  currentPassword: "지금 비밀번호",
  proveByPassword: "비밀번호로 확인하기",
  add: "패스키 추가",
  added: "패스키를 추가했습니다.",
  known: "이 기기에는 이미 내 패스키가 있습니다.",
  rename: "이름 바꾸기",
  label: "패스키 이름",
  save: "저장",
  remove: "지우기",
  lastWayIn: "들어올 수 있는 단 하나의 길이라 지울 수 없습니다.",
  needsPasskey: "본인 확인에 패스키가 필요한데, 이 브라우저에서는 쓸 수 없습니다. 패스키가 있는 기기에서 열어 주세요.",
  changePassword: "비밀번호 바꾸기",
  setPassword: "비밀번호 정하기",
  passwordSet: "비밀번호를 바꿨습니다.",
  newCode: "새 복구 코드",
  getCode: "새 복구 코드 받기",
  deletion: "계정 지우기",
};

export const en: typeof ko = {
  locale: "en-US",
  signup: "Sign up",
  enter: "Enter",
  username: "Username",
  password: "Password",
  usePassword: "Use a password instead",
  newPassword: "New password",
  code: "Recovery code",
  kept: "I have saved the recovery code",
  goOn: "Continue",
  locked: "Can’t get in?",
  recover: "Set the new password",
  common: "Too many people use this password.",
  wrong: "The password is not right.",
  unknown: "Nobody has this name.",
  taken: "Someone already has this name.",
  usedUp: "This recovery code is wrong or has been used.",
  tooOften: /That was too often\. Please try again in \d+ (second|minute)s?\./,
  offline: "You seem to be offline.",
  makePasskey: "Make a passkey",
  enterWithPasskey: "Enter with a passkey",
  cancelled: "No passkey was chosen, or the time ran out. Please try again.",
  wrongPasskey: "This passkey does not open the door.",
  noPasskeys: "This browser can’t use passkeys.",
  passkeys: "Passkeys",
  confirmation: "Confirm that it is you",
  cancel: "Cancel",
  currentPassword: "Current password",
  proveByPassword: "Confirm with your password",
  add: "Add a passkey",
  added: "The passkey is added.",
  known: "This device already has a passkey of yours.",
  rename: "Rename",
  label: "Name of the passkey",
  save: "Save",
  remove: "Remove",
  lastWayIn: "It is your only way in, so it can’t be removed.",
  needsPasskey:
    "This needs your passkey, and this browser can’t use passkeys. Please open the page on a device that has one.",
  changePassword: "Change password",
  setPassword: "Set a password",
  passwordSet: "Your password is changed.",
  newCode: "New recovery code",
  getCode: "Get a new code",
  deletion: "Delete account",
};

export type Words = typeof ko;
/** For `describe.each`. */
export const LANGUAGES: [string, Words][] = [
  ["Korean", ko],
  ["English", en],
];

export { PASSWORD };

export const field = (within: Page | Locator, label: string) => within.getByLabel(label, { exact: true });
export const press = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();
export const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
export const codeOn = (page: Page) => page.getByTestId("recovery-code").textContent();
/** The account page's dialog that asks for a proof. */
export const confirmation = (page: Page, words: Pick<Words, "confirmation"> = ko) =>
  page.getByRole("dialog", { name: words.confirmation, exact: true });
/** Confirms an action of the account page in its dialog, with the password. */
export async function confirm(page: Page, action: string, password = PASSWORD, words: Words = ko): Promise<void> {
  const dialog = confirmation(page, words);
  await field(dialog, words.currentPassword).fill(password);
  await press(dialog, action);
}
/** Confirms that the recovery code is saved, and continues. */
export async function keepCode(page: Page, words: Pick<Words, "kept" | "goOn">): Promise<void> {
  await page.getByRole("checkbox", { name: words.kept }).check();
  await press(page, words.goOn);
}
/** Signs out without telling the server: removes the cookie. Leaves the page first, since it might still send requests. */
export async function forget(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies({ name: "session" });
}

/** Signs up with a passkey and opens the rooms. */
export async function signUpWithPasskey(page: Page, web: string, words: Words, name: string): Promise<void> {
  await page.goto(`${web}/signup`);
  await field(page, words.username).fill(name);
  await press(page, words.makePasskey);
  await keepCode(page, words);
  await page.waitForURL("**/rooms");
}

/** Signs up with a password and opens `to`. */
export async function signUpWithPassword(
  page: Page,
  web: string,
  words: Words,
  name: string,
  to = "/rooms",
): Promise<void> {
  await page.goto(`${web}/signup?next=${encodeURIComponent(to)}`);
  await field(page, words.username).fill(name);
  await press(page, words.usePassword);
  await field(page, words.password).fill(PASSWORD);
  await press(page, words.signup);
  await keepCode(page, words);
  await page.waitForURL(`**${to}`);
}
