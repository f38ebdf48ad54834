import type { Ports } from "@/party/ports";

/** Answers 500 if `answer` fails. Otherwise the host would respond with the error's message (D6). */
export async function guarded(what: string, warn: Ports["warn"], answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    warn(`${what} failed`, error);
    return new Response("Internal Server Error", { status: 500 });
  }
}
