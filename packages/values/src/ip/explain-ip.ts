import { formatIp } from './format-ip.ts'
import { ipv4 } from './ip-address.ts'
import { parseIp } from './parse-ip.ts'
import { quoteText } from './quote-text.ts'

const maxExplainedLength = 200

/**
 * Explains why a text is not an address, as a message in the style of the diagnostics: lower case, no final period, the text in
 * backticks. For an address, the message says that it is one. Linear in the text.
 */
export function explainIp(text: string): string {
  if (parseIp(text) !== undefined) return `${quoteText(text)} is an address`
  if (text.trim() === '') return 'an address is missing'
  if (text.length > maxExplainedLength) return `${quoteText(text)} is not an address`
  if (/\s/.test(text)) return `white space in ${quoteText(text)}: expected one address`
  return explainNotation(text) ?? (text.includes(':') ? explainColons(text) : explainDotted(text))
}

/** Explains texts that contain more than an address, or an address in another notation. */
function explainNotation(text: string): string | undefined {
  const bracketed = /^\[(.*)\](:\d*)?$/.exec(text)
  if (bracketed !== null) return `brackets around ${quoteText(bracketed[1] ?? '')}: only the address is expected`
  const zone = text.indexOf('%')
  if (zone >= 0) return `zone id ${quoteText(text.slice(zone))} is only valid on one machine`
  if (text.includes('/')) return `${quoteText(text)} is a prefix: expected one address`
  const port = /^([\d.]+)(:\d*)$/.exec(text)
  if (port !== null && parseIp(port[1] ?? '') !== undefined)
    return `port ${quoteText(port[2] ?? '')} is not part of an address`
  if (/^0x[\da-f.x]*$/i.test(text)) return `hexadecimal number in ${quoteText(text)}: expected four decimal octets`
  if (/^\d+$/.test(text)) {
    const number = Number(text)
    const hint = number <= 0xffffffff ? `, as in \`${formatIp(ipv4(number))}\`` : ''
    return `${quoteText(text)} is a number: expected four octets${hint}`
  }
  return undefined
}

function explainDotted(text: string): string {
  const stranger = /[^\d.]/u.exec(text)
  if (stranger !== null) {
    return text.includes('.') && /\d/.test(text)
      ? `character ${quoteText(stranger[0])} in ${quoteText(text)}: expected four decimal octets`
      : `${quoteText(text)} is not an address`
  }
  const octets = text.split('.')
  for (const octet of octets) {
    if (octet === '') return `empty octet in ${quoteText(text)}`
    if (/^0\d/.test(octet)) return `leading zero in ${quoteText(octet)}: some systems read it as octal`
    if (octet.length > 3 || Number(octet) > 255) return `octet ${quoteText(octet)} is above 255`
  }
  return `${count(octets.length, 'octet')} in ${quoteText(text)}, expected 4`
}

function explainColons(text: string): string {
  if (text.includes(':::')) return `\`:::\` in ${quoteText(text)}: expected at most two colons together`
  if (text.indexOf('::') !== text.lastIndexOf('::')) return `\`::\` appears twice in ${quoteText(text)}`
  if (/^:[^:]/.test(text)) return `${quoteText(text)} begins with a single colon`
  if (/[^:]:$/.test(text)) return `${quoteText(text)} ends with a single colon`

  const groups = text.split(':').filter((group) => group !== '')
  let length = 0
  for (const [at, group] of groups.entries()) {
    length++
    if (group.includes('.')) {
      if (at !== groups.length - 1) return `octets ${quoteText(group)} are allowed only at the end of an IPv6 address`
      if (parseIp(group) === undefined) return explainIp(group)
      length++
    } else {
      const stranger = /[^\da-f]/iu.exec(group)
      if (stranger !== null)
        return `character ${quoteText(stranger[0])} in ${quoteText(text)}: expected hexadecimal groups`
      if (group.length > 4) return `group ${quoteText(group)} has more than 4 digits`
    }
  }
  if (!text.includes('::')) return `${count(length, 'group')} in ${quoteText(text)}, expected 8`
  return `${count(length, 'group')} and \`::\` in ${quoteText(text)}, expected at most 7`
}

function count(amount: number, noun: string): string {
  return amount === 1 ? `1 ${noun}` : `${amount} ${noun}s`
}
