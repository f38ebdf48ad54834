import pg from "pg";
import { describe, expect, it } from "vitest";
import { PreparedNames } from "./prepared-names";

const INSERT = "with a as (insert into rooms values ($1)) select 1";

function failure(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError("refused", 0, "error"), { code });
}

describe("names of prepared statements", () => {
  it("a statement that changes data has one from its second execution on", () => {
    const names = new PreparedNames();
    expect(names.nameFor(INSERT)).toBeUndefined();
    const name = names.nameFor(INSERT);
    expect(name).toEqual(expect.any(String));
    expect(names.nameFor(INSERT)).toBe(name);
    const other = "DELETE FROM rooms";
    expect([names.nameFor(other), names.nameFor(other)]).toEqual([undefined, expect.not.stringMatching(`^${name}$`)]);
  });

  it("a read has none, however often it is repeated", () => {
    const names = new PreparedNames();
    for (let i = 0; i < 5; i++) expect(names.nameFor("select updated_at from rooms where id = $1")).toBeUndefined();
  });

  it("D7: their number is limited, even if no text is repeated directly", () => {
    const names = new PreparedNames();
    const given = new Set<string>();
    for (let round = 0; round < 3; round++)
      for (let i = 0; i < 700; i++) given.add(names.nameFor(`insert into rooms values (${i})`) ?? "");
    given.delete("");
    expect(given.size).toBe(100);
  });

  it("after PostgreSQL has refused a prepared statement, no statement has one; other failures change nothing", () => {
    const names = new PreparedNames();
    for (let i = 0; i < 2; i++) names.nameFor(INSERT);
    for (const error of [failure("23505"), new Error("26000")]) expect(names.disableIfRefused(error)).toBe(false);
    expect(names.nameFor(INSERT)).toBeDefined();
    expect(names.disableIfRefused(failure("26000"))).toBe(true);
    expect(names.nameFor(INSERT)).toBeUndefined();
  });
});
