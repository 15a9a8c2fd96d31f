import { agentNames } from './agent-name.ts'
import { decodeOctets, type Octets } from './octets.ts'
import { normalisePattern, patternForms } from './normalise-path.ts'
import type { GroupRecord, PathRule, RobotsAgent, RobotsGroup } from './robots-data.ts'

/** Groups under construction, fed line by line. */
export interface GroupBuilder {
  readonly groups: OpenGroup[]
  /** A record stands behind the last `User-agent`: the next one begins a group. */
  recordSeen: boolean
  /** An Allow or Disallow stands behind it: the next group has rules of its own. */
  ruleSeen: boolean
}

interface OpenGroup extends RobotsGroup {
  readonly agents: RobotsAgent[]
  readonly rules: PathRule[]
  readonly records: GroupRecord[]
}

/** No group yet. */
export function newGroupBuilder(): GroupBuilder {
  return { groups: [], recordSeen: true, ruleSeen: true }
}

/** Takes a `User-agent` line; gives back why it is suspicious. */
export function addAgent(builder: GroupBuilder, value: Octets, line: number): string | undefined {
  const before = builder.groups.at(-1)
  const shares = builder.recordSeen && !builder.ruleSeen
  if (builder.recordSeen) {
    builder.groups.push({ line, agents: [], rules: shares && before !== undefined ? before.rules : [], records: [] })
  }
  builder.recordSeen = false
  builder.ruleSeen = false
  const written = decodeOctets(value)
  const names = agentNames(value)
  builder.groups.at(-1)?.agents.push(...names.map((name) => ({ name, written, line })))
  if (names.length === 0) return 'it names no agent'
  if (names.length > 1) return 'several agents in one line: most crawlers see only the first'
  if (value.includes('*') && names[0] !== '*') return 'the name ends before `*`, which means something only alone'
  return shares && before !== undefined
    ? `no Allow or Disallow ends the group of line ${before.line}, which therefore shares the rules that follow here`
    : undefined
}

/** Takes an Allow or Disallow; gives back why it is ignored or suspicious. */
export function addRule(
  builder: GroupBuilder,
  kind: PathRule['kind'],
  value: Octets,
  line: number,
): { readonly used: boolean; readonly because: string | undefined } {
  const group = builder.groups.at(-1)
  if (group === undefined) return { used: false, because: 'no User-agent stands before it' }
  builder.recordSeen = true
  builder.ruleSeen = true
  // WHY: RFC 9309 §2.2: an empty path matches nothing; `Disallow:` is how people write "all may".
  if (value === '') return { used: true, because: undefined }
  const pattern = normalisePattern(value)
  for (const form of patternForms(pattern)) group.rules.push({ kind, pattern: form, line })
  const folder = kind === 'allow' ? folderOfIndex(pattern) : undefined
  if (folder !== undefined) group.rules.push({ kind, pattern: folder, line })
  if (pattern.startsWith('/') || pattern.startsWith('*')) return { used: true, because: undefined }
  return { used: true, because: 'it matches nothing: a path begins with `/` or `*`' }
}

/** Takes any other record that belongs to a group. Records before the first group go to the preamble. */
export function addRecord(builder: GroupBuilder, record: GroupRecord, preamble: GroupRecord[]): void {
  const group = builder.groups.at(-1)
  if (group === undefined) {
    preamble.push(record)
    return
  }
  builder.recordSeen = true
  group.records.push(record)
}

/** The reference parser lets `Allow: /x/index.html` (or `.htm`) allow `/x/` too. */
function folderOfIndex(pattern: Octets): Octets | undefined {
  const slash = pattern.lastIndexOf('/')
  return slash >= 0 && pattern.startsWith('/index.htm', slash) ? `${pattern.slice(0, slash + 1)}$` : undefined
}
