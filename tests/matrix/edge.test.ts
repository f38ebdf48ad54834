/** All of table.ts again through the production build: the API in the edge runtime, and the pages. */
import { beforeAll, expect, it } from "vitest";
import { openSite, type Site } from "@/tests/e2e/site";
import { addressHeaders, type Cast, cast, ROOM_NAME, type Send } from "./cast";
import { checkApi } from "./http";
import { fill, pages } from "./routes";
import { INSIDERS, PAGES, WHO } from "./table";

let site: Site;
let people: Cast;
beforeAll(async () => {
  site = await openSite();
  people = await cast(send, site.cloud.env);
});

const send: Send = async (method, path, headers, body) => {
  const type = body === undefined ? undefined : { "content-type": "application/json" };
  const answer = await fetch(site.cloud.urls.web + path, {
    method,
    headers: { ...headers, ...type },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

it("every page has a row and every row a page", () => expect(pages().sort()).toEqual(Object.keys(PAGES).sort()));

it.each(Object.keys(PAGES))("page %s: each visitor gets the expected status", async (page) => {
  const answers: Record<string, number> = {};
  const expected: Record<string, number> = {};
  for (const who of WHO) {
    const cookie = people.cookies[who];
    const headers = { ...addressHeaders(), ...(cookie && { cookie }) };
    const answer = await send("GET", fill(page, { roomId: people.roomId, token: people.token }), headers);
    answers[who] = answer.status;
    expected[who] = PAGES[page]?.(who) ?? 0;
    // A link's page shows its room, and the list of an invited user shows the room of the invite.
    const isTold = page === "/invite/[token]" || (page === "/rooms" && who === "invited");
    const mayKnow = (INSIDERS as readonly string[]).includes(who) || isTold;
    if (!mayKnow) expect(answer.text).not.toContain(ROOM_NAME);
  }
  expect(answers).toEqual(expected);
});

it.each(["%", "%f", "%ff", "%00", "%ed%a0%80", "a%"])("D4: a path with %s in it is answered with 404", async (part) => {
  const cookie = people.cookies.owner ?? "";
  const { roomId } = people;
  const paths = [
    `/rooms/${part}`,
    `/invite/${part}`,
    `/${part}`,
    `/api/rooms/${part}`,
    `/api/rooms/${roomId}/members/${part}`,
  ];
  for (const path of [...paths, `/api/${part}`, `/api/invites/${part}`]) {
    const answer = await send("GET", path, { cookie, ...addressHeaders() });
    expect([path, answer.status]).toEqual([path, 404]);
  }
  expect([404, 422]).toContain((await send("GET", `/api/users/${part}`, addressHeaders())).status);
});

checkApi(() => ({ send, cast: people }), ["owner"]);
