import { BlockList, isIP } from 'node:net';

/**
 * IPv4 networks that are not the public internet (IANA IPv4 Special-Purpose Address Registry), and the addresses at which clouds
 * hand out credentials: 169.254.169.254 and 192.0.0.192 and 100.100.100.200 lie in these networks, 168.63.129.16 does not.
 */
const refusedIpv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by carriers (CGNAT)
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // metadata service
  ['169.254.0.0', 16], // link-local
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/** What is no single public host inside 2000::/3; everything outside of it is refused as a whole (mapped, NAT64, unique-local, ...). */
const refusedIpv6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo: may carry an IPv4 address
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: carries an IPv4 address
  ['3fff::', 20], // documentation
];

const refused = new BlockList();
for (const [address, prefix] of refusedIpv4) refused.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of refusedIpv6) refused.addSubnet(address, prefix, 'ipv6');
const globalIpv6 = new BlockList();
globalIpv6.addSubnet('2000::', 3, 'ipv6');

/** True for an IP address (no name, no zone) of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  // IPv4-mapped addresses would match IPv4 rules in a BlockList; the first test rules them out together with all the rest.
  if (family === 6)
    return !address.includes('%') && globalIpv6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
  return false;
}
