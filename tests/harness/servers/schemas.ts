/** Reads the fields and strings of a schema, for tests of every route's input. */
import type * as z from "zod";

// biome-ignore lint/suspicious/noExplicitAny: zod's definitions are read by their `type` here
type Definition = { type: string } & Record<string, any>;
const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;

function within(schema: z.ZodType): Array<readonly [name: string, schema: z.ZodType]> {
  const { type, shape, innerType, in: input, options, element, left, right } = definitionOf(schema);
  if (type === "object") return Object.entries<z.ZodType>(shape);
  if (type === "union") return options.map((option: z.ZodType) => ["", option] as const);
  const inner: Array<z.ZodType | undefined> = [innerType, input, element, left, right];
  return inner.filter((each) => each !== undefined).map((each) => ["", each] as const);
}

/** The names of an object's fields; of a union, of all its objects. */
export function fieldsOf(schema: z.ZodType | undefined): string[] {
  if (!schema) return [];
  return within(schema).flatMap(([name, inner]) => (name ? [name] : fieldsOf(inner)));
}

/** Every string in a schema, before any transformation, with its path. */
export function stringsIn(schema: z.ZodType, place: string): Array<{ place: string; schema: z.ZodType }> {
  if (definitionOf(schema).type === "string") return [{ place, schema }];
  return within(schema).flatMap(([name, inner]) => stringsIn(inner, name ? `${place}.${name}` : place));
}

export type Fields = Record<string, "required" | "optional">;

/** The fields of an object's schema, and whether each is optional; of a union, of each of its objects. */
export function objectsIn(schema: z.ZodType): Fields[] {
  const { type, shape, options, in: input, innerType } = definitionOf(schema);
  if (type === "union") return options.flatMap(objectsIn);
  if (type !== "object") return objectsIn(input ?? innerType);
  const presence = (field: z.ZodType) => (field.safeParse(undefined).success ? "optional" : "required");
  return [Object.fromEntries(Object.entries<z.ZodType>(shape).map(([name, field]) => [name, presence(field)]))];
}
