/** The value of the only Host field among alternating names and values; undefined if there is none or more than one. */
export function hostField(headers: readonly string[]): string | undefined {
  let host: string | undefined
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]!.length !== 4 || headers[i]!.toLowerCase() !== 'host') continue
    if (host !== undefined) return undefined
    host = headers[i + 1]
  }
  return host
}

/** The same fields with another host; without any if `host` is undefined. */
export function withHost(headers: readonly string[], host: string | undefined): readonly string[] {
  const others = headers.filter((_, i) => headers[i - (i % 2)]!.toLowerCase() !== 'host')
  return host === undefined ? others : ['Host', host, ...others]
}
