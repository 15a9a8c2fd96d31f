/** Header fields by their names as written, each with its values in order; whatever a client calls a field, it is a key of its own. */
export function collectFields(
  fields: Iterable<readonly [name: string, value: string]>,
): Readonly<Record<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const values = found.get(name)
    if (values === undefined) found.set(name, [value])
    else values.push(value)
  }
  // WHY: `fromEntries` defines properties, also `__proto__`, where an assignment would not.
  return Object.fromEntries(found)
}
