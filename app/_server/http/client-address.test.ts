import { expect, it } from "vitest";
import { networkOf } from "./client-address";

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["203.0.113.7:49152", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::ffff:cb00:7107", "203.0.113.7"],
  ["[::ffff:203.0.113.7]:443", "203.0.113.7"],
  ["2001:db8:0:1::1", "2001:db8:0:1"],
  ["2001:0db8:0000:0001:ffff:ffff:ffff:ffff", "2001:db8:0:1"],
  ["[2001:db8:0:1::1]", "2001:db8:0:1"],
  ["[2001:db8:0:1::1]:49152", "2001:db8:0:1"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
])("D5: %s counts as %s, with and without a port", (written, network) => expect(networkOf(written)).toBe(network));

it.each(["", "unknown", "_hidden", "203.0.113", "203.0.113.300", "2001:db8:::1", "[::1", "1:2", "%", "evil"])(
  "D5: %j is not an address, so it gets no allowance of its own",
  (written) => expect(networkOf(written)).toBeUndefined(),
);
