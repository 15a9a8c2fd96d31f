import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { createEntryCollector, type Locate } from './entry-collector.ts'
import type { ListFile, ListFileOptions } from './list-file.ts'

/**
 * Reads a YAML list file: a sequence of entries at the top level, under `prefixes`, or under the key `at`. Anchors, aliases
 * and tags are rejected: lists do not need them, and a chain of aliases can expand to gigabytes.
 */
export function readYamlList(text: string, { at, maxEntries }: ListFileOptions): ListFile {
  const collector = createEntryCollector(maxEntries)
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: true,
  })
  const locate =
    (start: number, end: number): Locate =>
    () => {
      const { line, col } = lines.linePos(start)
      return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(0, end - start) }
    }
  for (const { message, pos } of document.errors) {
    collector.foreign(`the file is not valid YAML: ${reasonOf(message)}`, locate(pos[0], pos[0]))
  }
  if (document.errors.length > 0) return collector.finish()
  if (refuseReferences(document, (message, node) => collector.fault(message, locateNode(node, locate)))) {
    return collector.finish()
  }
  const sequence = pickSequence(document, at)
  if (typeof sequence === 'string') collector.foreign(sequence, locate(0, 0))
  else {
    for (const item of sequence) {
      const scalar = isMap(item) ? (item.get('ipv4Prefix', true) ?? item.get('ipv6Prefix', true)) : item
      if (isScalar(scalar) && typeof scalar.value === 'string') collector.add(scalar.value, locateNode(scalar, locate))
      else collector.foreign('expected an address, prefix or range', locateNode(item as Node, locate))
    }
  }
  return collector.finish()
}

/** The message of the YAML parser, without what it quotes of the file. */
function reasonOf(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll(/(["'`]).*\1|: .*$/g, '…')
}

type LocateRange = (start: number, end: number) => Locate

function locateNode(node: Node, locate: LocateRange): Locate {
  return locate(node.range?.[0] ?? 0, node.range?.[1] ?? 0)
}

/** Calls `refuse` for every anchor, alias and tag. Returns whether there are any. */
function refuseReferences(document: Document, refuse: (message: string, node: Node) => void): boolean {
  let found = false
  visit(document, {
    Alias: (_key, node) => {
      found = true
      refuse('YAML aliases are not supported: write out the entry instead', node)
    },
    Node: (_key, node) => {
      if (node.tag === undefined && !('anchor' in node && node.anchor !== undefined)) return
      found = true
      refuse('YAML anchors and tags are not supported', node)
    },
  })
  return found
}

function pickSequence({ contents }: Document, at: string | undefined): readonly unknown[] | string {
  if (at === undefined && isSeq(contents)) return contents.items
  if (contents === null || (isScalar(contents) && contents.value === '' && at === undefined)) return []
  const key = at ?? 'prefixes'
  const value = isMap(contents) ? contents.get(key, true) : undefined
  if (isSeq(value)) return value.items
  if (value !== undefined) return `\`${key}\` is not a sequence`
  return at === undefined
    ? 'expected a sequence of addresses; `at "key"` selects one by its key'
    : `the file has no key \`${key}\` at the top level`
}
