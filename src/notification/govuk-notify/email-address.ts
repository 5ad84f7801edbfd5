const ADDRESS = /[^\s@<>"',;:()]+@[^\s@<>"',;:()]+/g

/** The part after the last `@`, lower-case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** What may be logged of an address: `p***@example.com`. */
export function maskAddress(address: string): string {
  return `${address.slice(0, 1)}***@${domainOf(address)}`
}

/** Masks every address in a text that came from outside. */
export function maskAddresses(text: string): string {
  return text.replace(ADDRESS, maskAddress)
}
