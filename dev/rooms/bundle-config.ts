/**
 * The workerd configuration that is stored beside a bundle: everything except port, folder and variables, which are
 * passed at start.
 */
import type { WranglerConfig } from "./wrangler-config";

export const BUNDLE_CONFIG = "rooms.capnp";
/** The socket's name in `--socket-addr`. */
export const SOCKET = "http";
/** The disk service's name in `--directory-path`. */
export const STORAGE = "storage";

const text = (value: string) => JSON.stringify(value);
const list = (values: string[]) => `[${values.map((value) => `\n    ${value},`).join("")}\n  ]`;

/**
 * @param module the bundle's file, in the same folder
 * @param variables the names of the environment variables that the Worker reads
 */
export function bundleConfig(module: string, variables: string[], wrangler: WranglerConfig): string {
  const objects = wrangler.durable_objects.bindings;
  const bindings = [
    ...objects.map(({ name, class_name }) => `(name = ${text(name)}, durableObjectNamespace = ${text(class_name)})`),
    ...variables.map((name) => `(name = ${text(name)}, fromEnvironment = ${text(name)})`),
  ];
  // `uniqueKey` names the folder in the storage and is part of every object's id, so it must never change. It has the
  // binding's name, which must not change either, since addresses contain it.
  const namespaces = objects.map(
    ({ name, class_name }) =>
      `(className = ${text(class_name)}, uniqueKey = ${text(`${wrangler.name}-${name}`)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "rooms", worker = .rooms),
    (name = ${text(STORAGE)}, disk = (writable = true)),
    # workerd's own default reaches no address of this machine or network, where the stores may be.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = ${text(SOCKET)}, http = (), service = "rooms")],
);

const rooms :Workerd.Worker = (
  modules = [(name = ${text(module)}, esModule = embed ${text(module)})],
  compatibilityDate = ${text(wrangler.compatibility_date)},
  compatibilityFlags = [${wrangler.compatibility_flags.map(text).join(", ")}],
  bindings = ${list(bindings)},
  durableObjectNamespaces = ${list(namespaces)},
  durableObjectStorage = (localDisk = ${text(STORAGE)}),
);
`;
}
