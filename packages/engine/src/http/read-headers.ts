/** Values of the wanted header fields, in the order of their names; every occurrence, or `undefined` where there is none. */
export type HeaderValues = readonly (readonly string[] | undefined)[]

/**
 * A function that finds the wanted fields in a raw list of names and values by turns, in one pass. Names are compared
 * without regard to ASCII case (RFC 9110 §5.1); nothing is keyed by what a client sends. `names` are lower case and distinct.
 */
export function createHeaderReader(names: readonly string[]): (headers: readonly string[]) => HeaderValues {
  const slotsByLength: number[][] = []
  for (const [slot, name] of names.entries()) (slotsByLength[name.length] ??= []).push(slot)

  return (headers) => {
    const values = names.map((): string[] | undefined => undefined)
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const received = headers[i]!
      const slots = slotsByLength[received.length]
      if (slots === undefined) continue
      for (const slot of slots) {
        if (!isSameName(received, names[slot]!)) continue
        const sofar = values[slot]
        if (sofar === undefined) values[slot] = [headers[i + 1]!]
        else sofar.push(headers[i + 1]!)
        break
      }
    }
    return values
  }
}

/** Whether a received field name is `name`, which is lower case and of the same length. */
function isSameName(received: string, name: string): boolean {
  if (received === name) return true
  for (let i = 0; i < name.length; i++) {
    const code = received.charCodeAt(i)
    const lower = code >= 65 && code <= 90 ? code + 32 : code
    if (lower !== name.charCodeAt(i)) return false
  }
  return true
}
