/** Files where something is missing: encoders, pixels, a composer. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { isLive, makeRoom, signUp } from "./acts";
import { visitor } from "./browser";
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
  await makeRoom(mina, "낡은 기기");
  room = mina.url();
  await jun.goto(room);
  await isLive(jun);
});

/** From now on the page's canvases give a PNG instead of these types. */
const encodesNo = (page: Page, types: readonly string[]) =>
  page.evaluate((types) => {
    const { convertToBlob } = OffscreenCanvas.prototype;
    OffscreenCanvas.prototype.convertToBlob = function (options) {
      return convertToBlob.call(this, types.includes(options?.type ?? "") ? { type: "image/png" } : options);
    };
  }, types);

/** A picture that compresses badly. */
async function noise(name: string) {
  const data = await mina.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 600 });
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    const pixels = context.createImageData(900, 600);
    for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
    context.putImageData(pixels, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  return { name, mimeType: "image/png", buffer: Buffer.from(data, "base64") };
}

async function attach(file: Awaited<ReturnType<typeof noise>>): Promise<void> {
  await mina.locator("input[type=file]").setInputFiles([file]);
}
async function send(file: Awaited<ReturnType<typeof noise>>, text: string): Promise<void> {
  await attach(file);
  await mina.locator("[data-file-state=uploaded]").waitFor();
  await mina.getByRole("textbox", { name: "메시지", exact: true }).fill(text);
  await mina.getByRole("button", { name: "보내기", exact: true }).click();
}
const seen = (text: string) => jun.locator("[data-message]").filter({ hasText: text });

it("a browser that encodes no WebP, as Safari, gives its photos JPEG thumbnails, which others load", async () => {
  await encodesNo(mina, ["image/webp"]);
  await send(await noise("사파리.png"), "사파리에서");
  const image = seen("사파리에서").getByAltText("사파리.png");
  await image.waitFor();
  const source = (await image.getAttribute("src")) ?? "";
  expect(source).toContain("thumbnail");
  const answer = await jun.request.get(web + source);
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "image/jpeg"]);
}, 60_000);

it("a large image without a thumbnail is loaded only when it is opened", async () => {
  await encodesNo(mina, ["image/webp", "image/jpeg"]);
  const loaded: string[] = [];
  jun.on("request", (request) => {
    if (/\/api\/rooms\/[^/]+\/files\//.test(request.url())) loaded.push(request.url());
  });
  await send(await noise("원본.png"), "원본뿐");
  const button = seen("원본뿐").getByRole("button", { name: /원본\.png/ });
  await button.waitFor();
  await seen("원본뿐")
    .getByText(/MB|kB|KB/)
    .waitFor();
  expect(loaded).toEqual([]);
  await button.click();
  const shown = jun.getByTestId("image-viewer").getByAltText("원본.png");
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(900);
  await jun.keyboard.press("Escape");
}, 60_000);

it("a message whose files still waited when its room was archived fails aloud", async () => {
  await mina.route("**/api/rooms/*/files", (route) => route.abort());
  await attach(await noise("늦은.png"));
  await mina.locator("[data-file-state]").waitFor();
  await mina.getByRole("textbox", { name: "메시지", exact: true }).fill("닫히기 전에");
  await mina.getByRole("button", { name: "보내기", exact: true }).click();
  const message = (state: string) =>
    mina.locator(`[data-message][data-state=${state}]`).filter({ hasText: "닫히기 전에" });
  await message("sending").waitFor();
  const archive = { data: { archived: true }, headers: { origin: web } };
  const path = `/api${new URL(room).pathname}`;
  expect((await mina.request.patch(web + path, archive)).status()).toBe(200);
  await mina.unrouteAll({ behavior: "ignoreErrors" });
  await mina.reload();
  await message("failed")
    .getByRole("alert")
    .filter({ hasText: "파일을 올리지 못했습니다" })
    .waitFor({ timeout: 30_000 });
}, 90_000);
