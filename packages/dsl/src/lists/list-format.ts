import { decodeList } from './decode-list.ts'
import type { ListFileOptions } from './list-file.ts'

/** The formats of list files; `other`: something that is not a list, with the reason. */
export type ListFormat =
  | { readonly kind: 'json' | 'yaml' | 'table' | 'text' }
  | { readonly kind: 'other'; readonly reason: string }

const byExtension: Readonly<Record<string, 'json' | 'yaml' | 'table'>> = {
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  csv: 'table',
  tsv: 'table',
}

/**
 * Returns the format of a list file: what its extension says, or JSON if it begins like JSON, or a table if a column is named; else plain text.
 * Files that are compressed, in another encoding or a web page are not lists.
 */
export function formatOfList(content: string | Uint8Array, { file, at, where }: ListFileOptions): ListFormat {
  const reason = typeof content === 'string' ? undefined : reasonAgainst(content)
  if (reason !== undefined) return { kind: 'other', reason }
  const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''
  const named = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined
  const start = beginning(content)
  if (named === undefined && /^(?:\{|\[\s*(?:["[{\]]|$))/.test(start)) return { kind: 'json' }
  if (/^<(?:!doctype|html|\?xml)/i.test(start)) {
    return { kind: 'other', reason: 'the file is a web page: expected a list of addresses' }
  }
  if (named !== undefined) return { kind: named }
  return { kind: at === undefined && where === undefined ? 'text' : 'table' }
}

function reasonAgainst(bytes: Uint8Array): string | undefined {
  const [first = -1, second = -1] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return 'the text is UTF-16, expected UTF-8'
  const isCompressed =
    (first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b) || (first === 0x28 && second === 0xb5)
  return isCompressed ? 'the file is compressed: unpack it first' : undefined
}

/** The first characters after white space. */
function beginning(content: string | Uint8Array): string {
  for (const piece of decodeList(content)) {
    const start = piece.trimStart()
    if (start !== '') return start.slice(0, 1_000)
  }
  return ''
}
