/** What is wanted of a value: itself, or values inside it. */
export interface JsonNode<Use> {
  readonly use: Use | undefined
  readonly inside: ReadonlyMap<string, JsonNode<Use>>
}

/**
 * The root of these keys, names of nested values joined by dots. A name with dots in it stands beside the nested one that it could
 * mean (`client.ip`, as the Elastic common schema is written both ways).
 */
export function jsonNodes<Use>(keys: ReadonlyMap<string, Use>): JsonNode<Use> {
  return nodeOf(keys, undefined)
}

function nodeOf<Use>(keys: ReadonlyMap<string, Use>, use: Use | undefined): JsonNode<Use> {
  const inside = new Map<string, JsonNode<Use>>()
  for (const first of new Set([...keys.keys()].map((key) => key.split('.', 1)[0]!))) {
    const deeper = new Map<string, Use>()
    for (const [key, value] of keys) if (key.startsWith(`${first}.`)) deeper.set(key.slice(first.length + 1), value)
    inside.set(first, nodeOf(deeper, keys.get(first)))
  }
  for (const [key, value] of keys) if (!inside.has(key)) inside.set(key, { use: value, inside: new Map() })
  return { use, inside }
}
