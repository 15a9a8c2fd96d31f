/** What is wanted of a JSON value: the value itself, values inside it, or both. */
export interface JsonNode<Use> {
  readonly use: Use | undefined
  readonly inside: ReadonlyMap<string, JsonNode<Use>>
}

/**
 * Returns the tree of these keys, in which names of nested values are joined by dots. A name that contains dots is also looked up
 * literally, since for example the Elastic common schema is written in both ways (`client.ip`).
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
