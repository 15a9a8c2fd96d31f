/** Groups header fields by their names as written, with values in order. Any name that a client sends is safe as a key. */
export function collectFields(
  fields: Iterable<readonly [name: string, value: string]>,
): Readonly<Record<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const values = found.get(name)
    if (values === undefined) found.set(name, [value])
    else values.push(value)
  }
  // WHY: `fromEntries` also defines the property `__proto__`, which an assignment would not.
  return Object.fromEntries(found)
}
