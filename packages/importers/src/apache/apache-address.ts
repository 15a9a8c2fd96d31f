import { addressEntry } from '../draft/ordered-access.ts'

/**
 * Converts an address from Apache's notation to that of the language: `10.1` is a network, and a netmask becomes a prefix length.
 * Returns undefined for an invalid address.
 */
export function apacheAddress(text: string): string | undefined {
  const partial = /^\d{1,3}(\.\d{1,3}){0,2}\.?$/.exec(text)
  if (partial !== null) {
    const octets = text.replace(/\.$/, '').split('.')
    return addressEntry(`${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${octets.length * 8}`)
  }
  const masked = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  if (masked === null) return addressEntry(text)
  const bits = masked
    .slice(2)
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(bits) && bits.length === 32
    ? addressEntry(`${masked[1]}/${bits.replaceAll('0', '').length}`)
    : undefined
}
