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
  rules: readonly PathRule[]
  records: readonly GroupRecord[]
}

/** WHY: arrays that begin with one element take less room than empty ones that grow, and a file may have a million groups. */
const noRecords: readonly GroupRecord[] = Object.freeze([])

/** Of groups whose first rule is still to come. Those that stand side by side share it: see `RobotsGroup.rules`. */
const noRules: readonly PathRule[] = Object.freeze([])

/** No group yet. */
export function newGroupBuilder(): GroupBuilder {
  return { groups: [], recordSeen: true, ruleSeen: true }
}

/** Takes a `User-agent` line; gives back why it is suspicious. */
export function addAgent(builder: GroupBuilder, value: Octets, line: number): string | undefined {
  const { groups, recordSeen, ruleSeen } = builder
  const before = groups.at(-1)
  const shares = recordSeen && !ruleSeen
  builder.recordSeen = false
  builder.ruleSeen = false
  const names = agentNames(value)
  const written = decodeOctets(value)
  const [first] = names
  if (recordSeen || before === undefined) {
    const agents = first === undefined ? [] : [{ name: first, written, line }]
    groups.push({ line, agents, rules: noRules, records: noRecords })
  } else if (first !== undefined) before.agents.push({ name: first, written, line })
  if (first === undefined) return 'it names no agent'
  for (let index = 1; index < names.length; index++) groups.at(-1)?.agents.push({ name: names[index]!, written, line })
  if (names.length > 1) return 'several agents in one line: most crawlers see only the first'
  if (first !== '*' && value.includes('*')) return 'the name ends before `*`, which means something only alone'
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
  if (value === '') {
    if (group.rules === noRules) beginRules(builder.groups, [])
    return { used: true, because: undefined }
  }
  const pattern = normalisePattern(value)
  for (const form of patternForms(pattern)) pushRule(builder.groups, group, { kind, pattern: form, line })
  pushFolder(builder.groups, group, kind, pattern, line)
  if (pattern.startsWith('/') || pattern.startsWith('*')) return { used: true, because: undefined }
  return { used: true, because: 'it matches nothing: a path begins with `/` or `*`' }
}

/** Takes an Allow or Disallow whose pattern is its own only spelling: it holds no `%`, no `$`, nothing that must be escaped, and no delimiter in a query. */
export function addPlainRule(builder: GroupBuilder, kind: PathRule['kind'], pattern: Octets, line: number): void {
  const group = builder.groups.at(-1)
  if (group === undefined) return
  builder.recordSeen = true
  builder.ruleSeen = true
  pushRule(builder.groups, group, { kind, pattern, line })
  pushFolder(builder.groups, group, kind, pattern, line)
}

function pushRule(groups: OpenGroup[], group: OpenGroup, rule: PathRule): void {
  if (group.rules === noRules) beginRules(groups, [rule])
  else (group.rules as PathRule[]).push(rule)
}

/** The last group, and those before it that wait for their rules, have these from now on. */
function beginRules(groups: OpenGroup[], rules: readonly PathRule[]): void {
  for (let index = groups.length - 1; index >= 0 && groups[index]!.rules === noRules; index--) {
    groups[index]!.rules = rules
  }
}

function pushFolder(
  groups: OpenGroup[],
  group: OpenGroup,
  kind: PathRule['kind'],
  pattern: Octets,
  line: number,
): void {
  const folder = kind === 'allow' ? folderOfIndex(pattern) : undefined
  if (folder !== undefined) pushRule(groups, group, { kind, pattern: folder, line })
}

/** Takes any other record that belongs to a group. Records before the first group go to the preamble. */
export function addRecord(builder: GroupBuilder, record: GroupRecord, preamble: GroupRecord[]): void {
  const group = builder.groups.at(-1)
  if (group === undefined) {
    preamble.push(record)
    return
  }
  builder.recordSeen = true
  if (group.records === noRecords) group.records = [record]
  else (group.records as GroupRecord[]).push(record)
}

/** The reference parser lets `Allow: /x/index.html` (or `.htm`) allow `/x/` too. */
function folderOfIndex(pattern: Octets): Octets | undefined {
  const slash = pattern.lastIndexOf('/')
  return slash >= 0 && pattern.startsWith('/index.htm', slash) ? `${pattern.slice(0, slash + 1)}$` : undefined
}
