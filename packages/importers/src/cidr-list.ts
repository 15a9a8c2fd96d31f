import { readListFile, type ListFault, type ListFile, type ListFilter } from '@tidegate/dsl'
import { formatIp, formatPrefix, type IpEntry } from '@tidegate/values'
import { createDraft, type PolicyDraft } from './draft/policy-draft.ts'
import { finishDraft, type ImportedPolicy, TooMuchText } from './draft/finish-draft.ts'

/** How to read a list: as `at` and `where` of a policy. */
export interface CidrListOptions {
  readonly at?: string
  readonly where?: ListFilter
}

/** Policy text that blocks the addresses of a list; or the reason why the list cannot be read. */
export interface ImportedList extends ImportedPolicy {
  /** Why nothing was imported: the file, or one entry of a structured file, is invalid. Absent if the list was imported. */
  readonly refusal?: {
    readonly message: string
    readonly line?: number
    readonly column?: number
    readonly help?: string
  }
}

// More would exceed the length of a policy.
const maxEntries = 200_000
const maxNotes = 1_000

/**
 * Returns policy text that blocks the addresses of a list. The list is read exactly as `file` in a policy reads it. In text, comments name the lines that are
 * not entries and are left out; a JSON, YAML or table file with an invalid entry is refused as a whole. Host bits are cleared. Throws `TooMuchText` for
 * a list that is longer than a policy may be.
 */
export function importCidrList(
  content: string | Uint8Array,
  file: string,
  options: CidrListOptions = {},
): ImportedList {
  const draft = createDraft(file, `imported from ${file} (address list)`)
  const entries = new Set<string>()
  const notes: { readonly line: number; readonly message: string }[] = []
  const list = readListFile(content, {
    file,
    maxEntries,
    maxFindings: maxNotes,
    ...options,
    onEntry: (entry, { line }) => {
      const text = textOf(entry)
      entries.add(text)
      if (isLarge(text) && notes.length < maxNotes)
        notes.push({ line, message: `\`${text}\` is a large part of all addresses; is this intended?` })
    },
  })
  if (list.entries > maxEntries) throw new TooMuchText(`expected at most ${maxEntries} entries`)
  const refusal = refusalOf(list)
  if (refusal !== undefined) {
    draft.note(refusal.line ?? 1, refusal.message)
    return { ...finishDraft(draft), refusal }
  }
  noteFindings(draft, list, content, notes)
  if (entries.size > 0) draft.rule(`block ip in ${draft.list('blocked', [...entries])}  as "blocked address"`)
  return finishDraft(draft)
}

function refusalOf({ format, refusal, faults, faultCount, isCut }: ListFile): ImportedList['refusal'] {
  if (refusal !== undefined) return refusal
  const [fault] = faults
  if (isCut === true && faultCount > faults.length)
    return { message: `${faultCount} lines and more are not addresses: the file is not a list` }
  if (isCut === true) return { ...faults.at(-1)! }
  if (format === 'text' || fault === undefined) return undefined
  return { message: fault.message, line: fault.line, column: fault.column }
}

/** Writes down what is left out, and what is probably not intended, in the order of the lines. */
function noteFindings(
  draft: PolicyDraft,
  { faults, faultCount, warnings, column }: ListFile,
  content: string | Uint8Array,
  notes: readonly { readonly line: number; readonly message: string }[],
): void {
  const lines = faults.length === 0 ? [] : textOfContent(content).split(/\r\n|\r|\n/)
  const skipped = faults.map((fault) => ({
    line: fault.line,
    message: `skipped ${quote(fault, lines)}: ${reasonOf(fault)}`,
  }))
  const further =
    column === undefined
      ? []
      : [{ line: column.line, message: 'the text after an address is taken for a further column and is not read' }]
  for (const { line, message } of [...skipped, ...notes, ...warnings, ...further].toSorted((a, b) => a.line - b.line))
    draft.note(line, message)
  if (faultCount > faults.length)
    draft.note(faults.at(-1)?.line ?? 1, `skipped ${faultCount - faults.length} more entries that are not addresses`)
}

function quote({ line, column, length }: ListFault, lines: readonly string[]): string {
  return `\`${(lines[line - 1] ?? '').slice(column - 1, column - 1 + length)}\``
}

function reasonOf({ message, isForeign }: ListFault): string {
  return isForeign === true ? 'not an address' : message
}

function textOfContent(content: string | Uint8Array): string {
  return typeof content === 'string' ? content.replace(/^\ufeff/, '') : new TextDecoder().decode(content)
}

function textOf(entry: IpEntry): string {
  switch (entry.kind) {
    case 'address':
      return formatIp(entry.address)
    case 'prefix':
      return formatPrefix(entry.prefix)
    case 'range':
      return `${formatIp(entry.range.first)} - ${formatIp(entry.range.last)}`
  }
}

/** Whether a network is larger than /8, or /19 in IPv6. */
function isLarge(entry: string): boolean {
  return (entry.includes(':') ? /\/(\d|1[0-8])$/ : /\/[0-7]$/).test(entry)
}
