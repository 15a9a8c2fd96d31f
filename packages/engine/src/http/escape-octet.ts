/** The percent-escape of an octet, in upper case. `octet` is 0 to 255. */
export function escapeOctet(octet: number): string {
  return `%${octet < 16 ? '0' : ''}${octet.toString(16).toUpperCase()}`
}
