import { type Document, isDocument, type Node, visit } from 'yaml'

/** Aliases of nothing, each with where it stands: a value such as `*.policy`, which YAML takes for an alias. */
export function danglingAliases(
  document: Document,
): readonly { readonly offset: number; readonly message: string; readonly help: string }[] {
  const found: { readonly offset: number; readonly message: string; readonly help: string }[] = []
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return
      const text = `*${alias.source}`
      const message = `YAML takes \`${text}\` for an alias, and nothing is called \`${alias.source}\``
      found.push({
        offset: alias.range?.[0] ?? 0,
        message,
        help: `text that begins with * stands in quotes: '${text}'`,
      })
    },
  })
  return found
}

/** The value of a YAML file or of a part of it as JSON; undefined where its aliases, written out, come to too much. */
export function yamlJson(part: Document | Node, document: Document): unknown {
  try {
    return isDocument(part) ? part.toJS({ maxAliasCount: 100 }) : part.toJS(document, { maxAliasCount: 100 })
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}

/** What `yamlJson` gives nothing for. */
export const tooManyAliases = 'its aliases, written out, come to too much'
