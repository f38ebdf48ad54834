/** Files of messages: attaching, uploading, showing, and what hostile ones cannot do. */
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { FILE_MAX_BYTES } from "@/lib/protocol/files";
import { chooseFor, isLive, makeRoom, signUp } from "./acts";
import { visitor } from "./browser";
import { holdRequests } from "./routes";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
let mina: Awaited<ReturnType<typeof visitor>>;
let jun: Awaited<ReturnType<typeof visitor>>;
let room: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun] = [await visitor(site.browser), await visitor(site.browser)];
  await signUp(mina, web, "민아");
  await signUp(jun, web, "준서");
  await makeRoom(mina, "사진관");
  room = mina.url();
  await jun.goto(room);
  await isLive(jun);
});

interface Given {
  name: string;
  mimeType: string;
  buffer: Buffer;
}
const given = (name: string, content: string, mimeType = "text/plain"): Given => {
  return { name, mimeType, buffer: Buffer.from(content) };
};

/** A picture of two colours. */
async function picture(name: string, width: number, height: number, type = "image/png"): Promise<Given> {
  const data = await mina.evaluate(
    ([width, height, type]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = canvas.getContext("2d");
      if (!context) throw new Error("no canvas");
      context.fillStyle = "#2d5f4d";
      context.fillRect(0, 0, width, height);
      context.fillStyle = "#dfae5b";
      context.fillRect(width / 4, height / 4, width / 2, height / 2);
      return canvas.toDataURL(type).split(",")[1] ?? "";
    },
    [width, height, type] as const,
  );
  return { name, mimeType: type, buffer: Buffer.from(data, "base64") };
}

/** A JPEG that says where it was taken. */
async function photo(name: string): Promise<Given> {
  const plain = await picture(name, 1_600, 1_200, "image/jpeg");
  const exif = Buffer.from("Exif\0\0 taken at 37.57 N 126.98 E");
  const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const buffer = Buffer.concat([plain.buffer.subarray(0, 2), segment, exif, plain.buffer.subarray(2)]);
  return { ...plain, buffer };
}

/** Pastes or drops files. */
async function transfer(page: Page, event: "paste" | "drop", files: readonly (Given & { size?: number })[]) {
  const sent = files.map(({ name, mimeType, buffer, size }) => ({
    name,
    mimeType,
    size,
    data: buffer.toString("base64"),
  }));
  await page.evaluate(
    ([event, files]) => {
      const data = new DataTransfer();
      for (const { name, mimeType, size, data: text } of files) {
        const bytes = size ? new Uint8Array(size) : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const about = { bubbles: true, cancelable: true };
      const target = document.activeElement ?? document.body;
      if (event === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...about, clipboardData: data }));
      else
        for (const name of ["dragover", "drop"])
          target.dispatchEvent(new DragEvent(name, { ...about, dataTransfer: data }));
    },
    [event, sent] as const,
  );
}

const attach = (page: Page, files: Given[]) => page.locator("input[type=file]").setInputFiles(files);
const composer = (page: Page) => page.getByRole("textbox", { name: "메시지", exact: true });
const chips = (page: Page) => page.getByRole("list", { name: "첨부할 파일" }).locator("li");
const sendButton = (page: Page) => page.getByRole("button", { name: "보내기", exact: true });
const line = (page: Page, state = "sent") => page.locator(`[data-message][data-state=${state}]`).last();
const isUploaded = (page: Page, count: number) =>
  expect.poll(() => page.locator("[data-file-state=uploaded]").count()).toBe(count);
const isLoaded = (image: Locator) =>
  expect
    .poll(() => image.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth > 0))
    .toBe(true);

async function sendFiles(page: Page, files: Given[], text = ""): Promise<void> {
  await attach(page, files);
  await isUploaded(page, files.length);
  await composer(page).fill(text);
  await sendButton(page).click();
  await chips(page).first().waitFor({ state: "detached" });
  await line(page).locator("[data-files]").waitFor();
}

/** The bytes at an address of the page's origin, as the page's user gets them. */
async function load(page: Page, path: string) {
  const answer = await page.request.get(web + path);
  return { status: answer.status(), headers: answer.headers(), body: await answer.body() };
}

it("a pasted photo is sent without a text and without its place; its box has its size before it loads", async () => {
  const release = await holdRequests(jun, "**/files/*?thumbnail=1");
  await composer(mina).click();
  await transfer(mina, "paste", [await photo("강가.jpg")]);
  await chips(mina).getByText("강가.jpg").first().waitFor();
  await isUploaded(mina, 1);
  await mina.getByRole("status").filter({ hasText: "파일을 모두 올렸습니다" }).waitFor({ state: "attached" });
  await composer(mina).press("Enter");

  const image = line(jun).getByAltText("강가.jpg");
  await image.waitFor();
  expect(await line(jun).locator("bdi").filter({ hasText: "강가.jpg" }).count()).toBe(0);
  const box = await image.boundingBox();
  expect([box?.width, box?.height]).toEqual([320, 240]);
  release();
  await isLoaded(image);
  expect(await image.boundingBox()).toEqual(box);
  expect(await chips(mina).count()).toBe(0);

  const address = (await image.getAttribute("src"))?.replace("?thumbnail=1", "") ?? "";
  const { status, headers, body } = await load(jun, address);
  expect([status, headers["content-type"], body.includes("Exif")]).toEqual([200, "image/jpeg", false]);
  await jun.unrouteAll({ behavior: "ignoreErrors" });
}, 60_000);

it("of three dropped files one is too large: an alert says so, and the text and the others are sent", async () => {
  await composer(mina).fill("회의 자료");
  await transfer(mina, "drop", [
    given("회의록.txt", "안녕하세요"),
    { ...given("영상.zip", "", "application/zip"), size: FILE_MAX_BYTES + 1 },
    given("표.csv", "a,b", "text/csv"),
  ]);
  const alert = mina.getByRole("alert").filter({ hasText: "영상.zip" });
  await alert.getByText("25MB보다 큽니다").waitFor();
  await isUploaded(mina, 2);
  expect(await composer(mina).inputValue()).toBe("회의 자료");
  await alert.getByRole("button", { name: "닫기" }).click();
  await composer(mina).press("Enter");
  const message = line(jun).filter({ hasText: "회의 자료" });
  await message.waitFor();
  const card = message.getByRole("link", { name: /회의록\.txt/ });
  await card.waitFor();
  expect(await message.getByRole("link").count()).toBe(2);
  const { headers, body } = await load(jun, (await card.getAttribute("href")) ?? "");
  expect(headers["content-disposition"]).toContain("attachment");
  expect(body.toString()).toBe("안녕하세요");
}, 60_000);

it("a file that the server refuses keeps the message from being sent until it is uploaded again or removed", async () => {
  await mina.route("**/api/rooms/*/files", async (route) => {
    if (!route.request().postData()?.includes("막힌")) return route.fallback();
    await route.fulfill({ status: 409, json: { type: "about:blank", title: "", status: 409, code: "limit_reached" } });
  });
  await attach(mina, [given("좋은.txt", "1"), given("막힌.txt", "2"), given("뺄.txt", "3")]);
  const blocked = chips(mina).filter({ hasText: "막힌.txt" });
  await blocked.getByRole("alert").filter({ hasText: "용량" }).waitFor();
  await isUploaded(mina, 2);
  expect(await sendButton(mina).isDisabled()).toBe(true);
  await mina.unrouteAll({ behavior: "ignoreErrors" });
  await blocked.getByRole("button", { name: "막힌.txt 다시 올리기" }).click();
  await isUploaded(mina, 3);
  await chips(mina).getByRole("button", { name: "뺄.txt 빼기" }).click();
  await expect.poll(() => chips(mina).count()).toBe(2);
  await sendButton(mina).click();
  await line(jun)
    .getByRole("link", { name: /막힌\.txt/ })
    .waitFor();
  expect(await line(jun).getByRole("link").count()).toBe(2);
}, 60_000);

it("files stay in the draft over a reload, in every tab; a message whose upload was cut off is sent after a reload, once", async () => {
  await attach(mina, [await picture("초안.png", 800, 400)]);
  await isUploaded(mina, 1);
  await mina.reload();
  await isLive(mina);
  await chips(mina).getByText("초안.png").first().waitFor();
  const other = await mina.context().newPage();
  await other.goto(room);
  await chips(other).getByText("초안.png").first().waitFor();
  await other.close();

  const uploads = "**/api/rooms/*/files";
  await mina.context().route(uploads, (route) => route.abort());
  await attach(mina, [given("늦은.txt", "늦게 온 글")]);
  await composer(mina).fill("늦은 소식");
  await expect.poll(() => chips(mina).count()).toBe(2);
  await sendButton(mina).click();
  const pending = mina.locator("[data-message][data-state=sending]").filter({ hasText: "늦은 소식" });
  await pending.locator("[data-files]").waitFor();
  mina.once("dialog", (dialog) => void dialog.accept());
  await mina.reload();
  await isLive(mina);
  await pending.getByText("늦은.txt").first().waitFor();
  expect(await chips(mina).count()).toBe(0);
  await mina.context().unroute(uploads);
  await mina.evaluate(() => window.dispatchEvent(new Event("online")));
  const message = line(jun).filter({ hasText: "늦은 소식" });
  await message.getByRole("link", { name: /늦은\.txt/ }).waitFor({ timeout: 40_000 });
  expect(await message.getByAltText("초안.png").count()).toBe(1);
  await pending.waitFor({ state: "detached" });
  expect(await jun.locator("[data-message]").filter({ hasText: "늦은 소식" }).count()).toBe(1);
}, 90_000);

it("a message with a refused file fails aloud, and goes back to the composer with its text and files", async () => {
  const release = await holdRequests(mina, "**/files/*/complete");
  await attach(mina, [given("하나.txt", "1")]);
  await mina.locator("[data-file-state=uploading]").waitFor();
  await composer(mina).fill("함께 보낼 글");
  await sendButton(mina).click();
  const message = (state: string) =>
    mina.locator(`[data-message][data-state=${state}]`).filter({ hasText: "함께 보낼 글" });
  await message("sending").waitFor();
  // The reload cuts the held request off, so that only the second page hears of the file.
  await mina.route("**/files/*/complete", (route) =>
    route.fulfill({ status: 404, json: { type: "about:blank", title: "", status: 404, code: "not_found" } }),
  );
  await mina.reload();
  await message("failed")
    .getByRole("alert")
    .filter({ hasText: "파일을 올리지 못했습니다" })
    .waitFor({ timeout: 30_000 });
  await mina.unrouteAll({ behavior: "ignoreErrors" });
  release();
  await message("failed").getByRole("button", { name: "입력창으로 가져오기" }).click();
  await expect.poll(() => composer(mina).inputValue()).toBe("함께 보낼 글");
  await chips(mina).getByRole("button", { name: "하나.txt 다시 올리기" }).click();
  await isUploaded(mina, 1);
  await sendButton(mina).click();
  await line(jun)
    .getByRole("link", { name: /하나\.txt/ })
    .waitFor();
}, 90_000);

it("the boxes of a message have their size before it is sent, on a narrow screen too", async () => {
  const wide = mina.viewportSize() ?? { width: 1280, height: 720 };
  await mina.setViewportSize({ width: 390, height: 844 });
  const release = await holdRequests(mina, "**/files/*/complete");
  await attach(mina, [await picture("넓은.png", 1_600, 1_200), given("자료.txt", "1")]);
  await mina.locator("[data-file-state=uploading]").first().waitFor();
  await composer(mina).fill("좁은 화면");
  await sendButton(mina).click();
  const sizeOf = async (state: string) => {
    const message = mina.locator(`[data-message][data-state=${state}]`).filter({ hasText: "좁은 화면" });
    await message.getByText("자료.txt").first().waitFor();
    const box = await message.locator("[data-files]").boundingBox();
    return [box?.width, box?.height];
  };
  const before = await sizeOf("sending");
  release();
  expect(await sizeOf("sent")).toEqual(before);
  await mina.unrouteAll({ behavior: "ignoreErrors" });
  await mina.setViewportSize(wide);
}, 60_000);

it("the viewer opens, goes to the next image and closes by keyboard, and gives the focus back", async () => {
  await sendFiles(mina, [await picture("첫째.png", 900, 600), await picture("둘째.png", 600, 900)], "두 장");
  const message = line(jun).filter({ hasText: "두 장" });
  await isLoaded(message.getByAltText("둘째.png"));
  await message.focus();
  await jun.keyboard.press("Tab");
  const button = message.getByRole("button", { name: "첫째.png 크게 보기" });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await jun.keyboard.press("Enter");
  const viewer = jun.getByRole("dialog", { name: "첫째.png" });
  await isLoaded(viewer.getByRole("img", { name: "첫째.png" }));
  await expect
    .poll(() => viewer.getByRole("button", { name: "닫기" }).evaluate((element) => element === document.activeElement))
    .toBe(true);
  await jun.keyboard.press("ArrowRight");
  const second = jun.getByRole("dialog", { name: "둘째.png" });
  await isLoaded(second.getByRole("img", { name: "둘째.png" }));
  await second.getByText("2 / 2").waitFor();
  await jun.keyboard.press("ArrowRight");
  await jun.keyboard.press("ArrowLeft");
  await viewer.waitFor();
  await jun.keyboard.press("Escape");
  await jun.getByRole("dialog").waitFor({ state: "detached" });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
}, 60_000);

it("an image that does not load says so, and can be loaded again", async () => {
  await jun.route("**/files/*", (route) => route.abort());
  await jun.reload();
  await isLive(jun);
  const message = line(jun).filter({ hasText: "두 장" });
  const again = message.getByRole("button", { name: "다시 불러오기" });
  await expect.poll(() => again.count()).toBe(2);
  await jun.unrouteAll({ behavior: "ignoreErrors" });
  await again.first().click();
  await isLoaded(message.getByAltText("첫째.png"));
  await expect.poll(() => again.count()).toBe(1);
}, 60_000);

it("hostile files do nothing: SVG, HTML and a false PNG are downloads, and long or deceptive names stay in their place", async () => {
  const script = "<script>top.hacked = document.title = 'hacked'</script>";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="top.hacked=1">${script}</svg>`;
  await sendFiles(mina, [
    given("그림.svg", svg, "image/svg+xml"),
    given(`${"긴".repeat(296)}.html`, script, "text/html"),
    given("거짓.png", svg, "image/png"),
    given("사진\u202Egnp.exe", "MZ", "application/x-msdownload"),
  ]);
  const message = line(jun);
  await message.getByRole("link", { name: /그림\.svg/ }).waitFor();
  expect(await message.getByRole("img").count()).toBe(0);
  const names = await message.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("download")));
  expect(names).toEqual(["그림.svg", `${"긴".repeat(95)}.html`, "거짓.png", "사진gnp.exe"]);
  const width = await message.locator("[data-files]").evaluate((box) => [box.scrollWidth, box.clientWidth]);
  expect(width[0]).toBe(width[1]);
  for (const link of await message.locator("a").all()) {
    const path = (await link.getAttribute("href")) ?? "";
    for (const address of [path, path.replace("?download=1", "")]) {
      const { headers } = await load(jun, address);
      const isImage = headers["content-type"] === "image/png";
      expect([headers["content-disposition"]?.startsWith("attachment"), isImage]).toContain(true);
    }
    const download = jun.waitForEvent("download");
    await link.click();
    await (await download).cancel();
  }
  expect(await jun.evaluate(() => [document.title, "hacked" in window])).toEqual(["사진관 · 사랑방", false]);
  expect(jun.url()).toBe(room);
}, 60_000);

it("a Korean name of separate letters is shown and saved with whole syllables; an edit adds a text to a file, and may remove it", async () => {
  await sendFiles(mina, [given("여름 휴가.txt".normalize("NFD"), "바다")]);
  const link = line(jun).getByRole("link");
  await link.getByText("여름 휴가.txt").waitFor();
  const { headers } = await load(jun, (await link.getAttribute("href")) ?? "");
  expect(headers["content-disposition"]).toContain(encodeURIComponent("여름 휴가.txt"));

  const message = line(mina);
  const edit = async (text: string) => {
    await chooseFor(message, "고치기");
    const field = mina.getByLabel("메시지 고치기");
    await field.fill(text);
    await field.press("Enter");
    await field.waitFor({ state: "detached" });
  };
  await edit("휴가 계획");
  await line(jun).getByText("휴가 계획").waitFor();
  expect(await line(jun).getByRole("link").count()).toBe(1);
  await edit("");
  await line(jun).getByText("휴가 계획").waitFor({ state: "detached" });
  expect(await line(jun).getByRole("link").count()).toBe(1);
}, 60_000);

it("D2: a deleted message shows no files, and its addresses and those of a removed member's room give nothing", async () => {
  const [deleted, kept] = [line(jun), jun.locator("[data-message]").filter({ hasText: "회의 자료" })];
  const addressOf = async (message: Locator) => (await message.getByRole("link").first().getAttribute("href")) ?? "";
  const [gone, still] = [await addressOf(deleted), await addressOf(kept)];
  await chooseFor(line(mina), "지우기");
  await mina.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await deleted.getByText("지워진 메시지입니다").waitFor();
  expect(await deleted.locator("[data-files]").count()).toBe(0);
  await expect.poll(async () => (await load(jun, gone)).status).toBe(404);
  expect((await load(jun, still)).status).toBe(200);

  const roomId = room.split("/").at(-1);
  const headers = { origin: web };
  const made = await mina.request.patch(`${web}/api/rooms/${roomId}`, { data: { visibility: "private" }, headers });
  expect(made.status()).toBe(200);
  const members = await (await mina.request.get(`${web}/api/rooms/${roomId}/members`)).json();
  const { user } = members.members.find((member: { user: { username: string } }) => member.user.username === "준서");
  await mina.request.delete(`${web}/api/rooms/${roomId}/members/${user.id}`, { headers });
  await expect.poll(async () => (await load(jun, still)).status).toBe(404);
  expect((await load(mina, still)).status).toBe(200);
}, 60_000);

it("no page had an error, but for the requests that failed on purpose", () => {
  const other = [...mina.faults, ...jun.faults].filter((fault) => !/Failed to load resource|ERR_FAILED/.test(fault));
  expect(other).toEqual([]);
});
