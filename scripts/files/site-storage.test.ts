import { expect, it } from "vitest";
import { siteStorage } from "./site-storage";

const STORAGE = {
  ...{ S3_ENDPOINT: "https://storage.example", S3_BUCKET: "files" },
  ...{ S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" },
};

it("scripts on a site's files need its KEY_PREFIX, which may be empty", () => {
  expect(() => siteStorage(STORAGE)).toThrow("KEY_PREFIX is not set");
  expect(siteStorage({ ...STORAGE, KEY_PREFIX: "" })).toMatchObject({ prefix: "" });
  expect(siteStorage({ ...STORAGE, KEY_PREFIX: "blue:" })).toMatchObject({ prefix: "blue:" });
});

it("without storage there is no prefix to forget", () => {
  expect(siteStorage({})).toBeUndefined();
});
