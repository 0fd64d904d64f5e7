/** `host`, `host:port` or `*.host` (any name below it, not itself), in lower case. */
export const hostPattern = '^(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?$';

/** Whether an address may be called by a connection to these hosts. Without a port, only the scheme's own port is meant. */
export function isHostAllowed(url: URL, hosts: readonly string[]): boolean {
  const { hostname, host, port } = url;
  return hosts.some((pattern) => {
    const [name = '', wantedPort = ''] = pattern.replace(/^\*/, '').split(':');
    if (wantedPort === '' ? port !== '' : host !== `${hostname}:${wantedPort}` && !isOwnPort(url, wantedPort)) {
      return false;
    }
    return pattern.startsWith('*.') ? hostname.endsWith(name) && hostname.length > name.length : hostname === name;
  });
}

function isOwnPort({ protocol, port }: URL, wanted: string): boolean {
  return port === '' && wanted === (protocol === 'https:' ? '443' : '80');
}
