import { type Document, isDocument, type Node, visit } from 'yaml'

/** Returns the aliases without an anchor, with their positions: values such as `*.policy`, which YAML reads as aliases. */
export function danglingAliases(
  document: Document,
): readonly { readonly offset: number; readonly message: string; readonly help: string }[] {
  const found: { readonly offset: number; readonly message: string; readonly help: string }[] = []
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return
      const text = `*${alias.source}`
      const message = `\`${text}\` is a YAML alias, but there is no anchor \`&${alias.source}\``
      found.push({
        offset: alias.range?.[0] ?? 0,
        message,
        help: `put text that starts with * in quotes: '${text}'`,
      })
    },
  })
  return found
}

/** Returns the JSON value of a YAML file or of a part of it; undefined if its aliases expand to too much data. */
export function yamlJson(part: Document | Node, document: Document): unknown {
  try {
    return isDocument(part) ? part.toJS({ maxAliasCount: 100 }) : part.toJS(document, { maxAliasCount: 100 })
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}

/** The message to show if `yamlJson` returns undefined. */
export const tooManyAliases = 'its aliases expand to too much data'
