import { defaultYamlLimits, yamlSizeFault } from '@tidegate/yaml-values'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { decodeList } from './decode-list.ts'
import { createEntryCollector, type EntryCollector } from './entry-collector.ts'
import type { ListContent, ListFileOptions, ListPlace } from './list-file.ts'
import { readTreeList } from './read-tree-list.ts'
import { maxKeptText, maxTreeDepth, type TreeEvents } from './tree-events.ts'

/**
 * Reads a YAML list file: see `readTreeList`. Anchors, aliases and tags are rejected: lists do not need them, and a chain of aliases can expand to
 * gigabytes. A YAML file is parsed as a whole, and its limits are checked before.
 */
export function readYamlList(content: string | Uint8Array, options: ListFileOptions): ListContent {
  const collector = createEntryCollector(options)
  const document = open(content, options, collector)
  if (document !== undefined) {
    const { node, locate } = document
    // An empty file is an empty list.
    const isEmpty = node === null || (isScalar(node) && node.value === '' && node.type === 'PLAIN')
    if (!isEmpty)
      readTreeList(
        (events) => emit(node, events, locate),
        options,
        collector,
        () => false,
      )
  }
  return collector.finish()
}

type Locate = (start: number, end: number) => ListPlace

/** Parses a file; undefined, after a report, if it cannot be read. */
function open(
  content: string | Uint8Array,
  { maxYamlBytes = defaultYamlLimits.size, maxYamlParts = defaultYamlLimits.parts }: ListFileOptions,
  collector: EntryCollector,
): { readonly node: Node | null; readonly locate: Locate } | undefined {
  // WHY: a text has at most as many characters as bytes, so that a long file need not be decoded.
  const limits = { size: maxYamlBytes, parts: maxYamlParts }
  const isLong = content.length > maxYamlBytes
  const text = isLong ? '' : [...decodeList(content)].join('')
  const message = isLong
    ? `expected at most ${maxYamlBytes} bytes of YAML, found ${content.length}`
    : yamlSizeFault(text, limits)
  if (message !== undefined) {
    const help = 'write the list as JSON or as text, with one entry per line: such files may be longer'
    collector.refuse({ part: 'size', message, help })
    return undefined
  }
  const lines = new LineCounter()
  const locate: Locate = (start, end) => {
    const { line, col } = lines.linePos(start)
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(0, end - start) }
  }
  try {
    // WHY: the parser compares each key with all others of its map; `readTreeList` finds keys that appear twice in linear time.
    const document = parseDocument(text, {
      lineCounter: lines,
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
    })
    for (const { message, pos } of document.errors) {
      collector.foreign(`the file is not valid YAML: ${reasonOf(message)}`, locate(pos[0], pos[0]))
    }
    if (document.errors.length > 0) return undefined
    if (refuseReferences(document, (message, node) => collector.fault(message, placeOf(node, locate)))) return undefined
    checkDepth(document.contents, 0)
    return { node: document.contents, locate }
  } catch (error) {
    // The parser calls itself for each level.
    if (!(error instanceof RangeError)) throw error
    collector.foreign(`expected at most ${maxTreeDepth} sequences and maps in each other`, locate(0, 0))
    return undefined
  }
}

/** The message of the YAML parser, without what it quotes of the file. */
function reasonOf(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll(/(["'`]).*\1|: .*$/g, '…')
}

function placeOf(node: Node, locate: Locate): ListPlace {
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

function checkDepth(node: unknown, depth: number): void {
  if (depth > maxTreeDepth) throw new RangeError('too deep')
  if (isSeq(node)) for (const item of node.items) checkDepth(item, depth + 1)
  else if (isMap(node)) for (const { value } of node.items) checkDepth(value, depth + 1)
}

/** Reports the values of a node. */
function emit(node: unknown, events: TreeEvents, locate: Locate): void {
  const place = node === null ? locate(0, 0) : placeOf(node as Node, locate)
  if (isSeq(node)) {
    events.openArray(place)
    for (const item of node.items) emit(item, events, locate)
    events.closeArray()
  } else if (isMap(node)) {
    events.openObject(place)
    for (const { key, value } of node.items) {
      events.key(isScalar(key) ? String(key.value).slice(0, maxKeptText) : '', placeOf(key as Node, locate))
      emit(value, events, locate)
    }
    events.closeObject()
  } else if (isScalar(node) && typeof node.value === 'string' && !isNull(node.value, node.type)) {
    events.text(node.value.slice(0, maxKeptText), place)
  } else events.literal('null', place)
}

/** Whether a plain scalar stands for `null` (YAML 1.2, core schema). */
function isNull(value: string, type: string | undefined): boolean {
  return type === 'PLAIN' && (value === '' || value === '~' || value === 'null')
}
