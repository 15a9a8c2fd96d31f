/**
 * The value of a field among alternating names and values; `name` is in lower case. Several fields are one list (RFC 9110 §5.3). Undefined if there is
 * none. Linear in the number of fields.
 */
export function fieldOf(rawHeaders: readonly string[], name: string): string | undefined {
  let value: string | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const given = rawHeaders[i]!
    if (given.length !== name.length || given.toLowerCase() !== name) continue
    value = value === undefined ? rawHeaders[i + 1] : `${value}, ${rawHeaders[i + 1]}`
  }
  return value
}
