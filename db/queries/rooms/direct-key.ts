/** The key of two users' direct room, the same whichever of them opens it. */
export const directKey = (one: string, other: string) => [one, other].sort().join(":");
