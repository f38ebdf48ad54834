/** The part of the runtime that these tests use: see party/host/cloudflare.d.ts. */
declare module "cloudflare:workers" {
  import type { DurableObjectNamespace } from "@cloudflare/workers-types";

  export const env: Record<string, unknown> & { Main: DurableObjectNamespace; Inbox: DurableObjectNamespace };
  export const exports: { default: { fetch(url: string, init?: RequestInit): Promise<Response> } };
}

declare module "cloudflare:test" {
  import type {
    DurableObjectId,
    DurableObjectNamespace,
    DurableObjectState,
    DurableObjectStub,
  } from "@cloudflare/workers-types";

  export function evictDurableObject(
    stub: DurableObjectStub,
    options?: { webSockets?: "close" | "hibernate" },
  ): Promise<void>;
  export function abortAllDurableObjects(): Promise<void>;
  export function runDurableObjectAlarm(stub: DurableObjectStub): Promise<boolean>;
  export function listDurableObjectIds(namespace: DurableObjectNamespace): Promise<DurableObjectId[]>;
  export function runInDurableObject<T>(
    stub: DurableObjectStub,
    look: (instance: object, state: DurableObjectState) => T | Promise<T>,
  ): Promise<T>;
}
