export const DENSITIES = ["comfortable", "compact"] as const;
/** How much space messages take. */
export type Density = (typeof DENSITIES)[number];
export const DENSITY_COOKIE = "density";

/** The density in a cookie; comfortable for any other value. */
export function densityFrom(cookie: string | undefined): Density {
  return DENSITIES.find((density) => density === cookie) ?? "comfortable";
}
