/**
 * Is this address reached without the proxy? As curl and undici read `NO_PROXY`: names separated by commas or spaces,
 * each with its subdomains, with or without a dot in front and a port behind; `*` is every address.
 */
export function bypassesProxy(address: string, noProxy: string): boolean {
  const { hostname, port, protocol } = new URL(address)
  const effectivePort = port || (protocol === 'https:' ? '443' : '80')
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => matchesEntry(entry, hostname.toLowerCase(), effectivePort))
}

function matchesEntry(entry: string, hostname: string, port: string): boolean {
  if (entry === '*') return true
  const [, name, ownPort] = /^(?:\*?\.)?([^:]+|\[[^\]]+\])(?::(\d+))?$/.exec(entry) ?? []
  if (name === undefined || (ownPort !== undefined && ownPort !== port)) return false
  return hostname === name || hostname.endsWith(`.${name}`)
}
