import { agentNames } from './agent-name.ts'
import { shown } from './note.ts'
import { decodeOctets, type Octets } from './octets.ts'
import { normalisePattern, patternForms } from './normalise-path.ts'
import type { GroupRecord, PathRule, RobotsAgent, RobotsGroup } from './robots-data.ts'

/** Groups under construction, to which lines are added in order. */
export interface GroupBuilder {
  readonly groups: OpenGroup[]
  /** A record came after the last `User-agent`, so the next `User-agent` starts a group. */
  recordSeen: boolean
  /** An Allow or Disallow came after it, so the next group has its own rules. */
  ruleSeen: boolean
}

interface OpenGroup extends RobotsGroup {
  readonly agents: RobotsAgent[]
  rules: readonly PathRule[]
  records: readonly GroupRecord[]
}

/** WHY: arrays that start with one element take less memory than empty arrays that grow, and a file may have a million groups. */
const noRecords: readonly GroupRecord[] = Object.freeze([])

/** The rules of groups without a rule so far. Adjacent groups share the array: see `RobotsGroup.rules`. */
const noRules: readonly PathRule[] = Object.freeze([])

/** Creates a builder without groups. */
export function newGroupBuilder(): GroupBuilder {
  return { groups: [], recordSeen: true, ruleSeen: true }
}

/** Adds a `User-agent` line; returns why it is suspicious, if so. */
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
  if (first !== '*' && value.includes('*')) return 'the name ends before `*`, which is a wildcard only on its own'
  return shares && before !== undefined
    ? `the group of line ${before.line} has no Allow or Disallow, so it shares the following rules: they apply to ${namesOf(before.agents)} too; write \`Disallow:\` after line ${before.agents.at(-1)?.line ?? before.line} if it may fetch everything`
    : undefined
}

/** Returns the names in backticks: all of them, or the first three. */
function namesOf(agents: readonly RobotsAgent[]): string {
  const names = agents.slice(0, 3).map(({ name }) => shown(name))
  return agents.length > 3 ? `${names.join(', ')} and ${agents.length - 3} more` : names.join(' and ')
}

/** Adds an Allow or Disallow; returns why it is ignored or suspicious, if so. */
export function addRule(
  builder: GroupBuilder,
  kind: PathRule['kind'],
  value: Octets,
  line: number,
): { readonly used: boolean; readonly because: string | undefined } {
  const group = builder.groups.at(-1)
  if (group === undefined) return { used: false, because: 'there is no User-agent before it' }
  builder.recordSeen = true
  builder.ruleSeen = true
  // WHY: RFC 9309 §2.2: an empty path matches nothing; `Disallow:` is the usual way to allow everything.
  if (value === '') {
    if (group.rules === noRules) beginRules(builder.groups, [])
    return { used: true, because: undefined }
  }
  const pattern = normalisePattern(value)
  for (const form of patternForms(pattern)) pushRule(builder.groups, group, { kind, pattern: form, line })
  pushFolder(builder.groups, group, kind, pattern, line)
  if (pattern.startsWith('/') || pattern.startsWith('*')) return { used: true, because: undefined }
  return { used: true, because: 'it matches nothing: a path must start with `/` or `*`' }
}

/**
 * Adds an Allow or Disallow whose pattern has no other spelling: it contains no `%`, no `$`, nothing that must be escaped, and no
 * delimiter in a query.
 */
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

/** Sets the rules of the last group, and of those before it that have none yet. */
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

/** Adds any other record of a group. Records before the first group go to the preamble. */
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

/** As in the reference parser, `Allow: /x/index.html` (or `.htm`) also allows `/x/`. */
function folderOfIndex(pattern: Octets): Octets | undefined {
  const slash = pattern.lastIndexOf('/')
  return slash >= 0 && pattern.startsWith('/index.htm', slash) ? `${pattern.slice(0, slash + 1)}$` : undefined
}
