/** All tables. drizzle-kit generates migrations from this file. */
export * from "./tables/files";
export * from "./tables/lists";
export * from "./tables/messages";
export * from "./tables/people";
export * from "./tables/rooms";
