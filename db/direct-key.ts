/** What makes two users one direct room, whichever of them opens it. */
export const directKey = (one: string, other: string) => [one, other].sort().join(":");
