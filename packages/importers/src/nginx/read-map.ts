import { agentCondition, type AgentTests, readAgentRegex } from '../draft/agent-condition.ts'
import { allOf, anyOf, type Condition, isEmpty, notOf } from '../draft/condition.ts'
import { hostNamed } from '../draft/host-regions.ts'
import { regexMatches } from '../draft/regex-matches.ts'
import { subjectOf } from '../draft/request-test.ts'
import { comparedWith, spellingsApproximate } from '../draft/text-condition.ts'
import { type MapEntry, mapEntries } from './map-entries.ts'
import type { Directive } from './parse-nginx.ts'
import { noteAt } from './place.ts'
import { type ConditionReading, requestCondition } from './request-condition.ts'
import {
  joinedCases,
  templateVariable,
  type Variable,
  type VariableCase,
  variableName,
  type Variables,
} from './variable.ts'

/**
 * Returns the variable that a `map` defines; undefined if its source has no equivalent. Entries without an equivalent are noted.
 */
export function readMap(
  directive: Directive,
  target: string,
  variables: Variables,
  reading: ConditionReading,
): Variable | undefined {
  const { entries, byDefault, isHostnames } = mapEntries(directive, reading.draft)
  const [text = ''] = directive.args
  const known = templateVariable(text, variables)
  if (known !== undefined) return mapOfKnown(known, entries, byDefault, reading)
  const source = variableName(text)
  if (source === undefined) return undefined
  // Strings are compared before patterns; of the patterns, the first that matches decides.
  const inOrder = [...entries.filter(({ isPattern }) => !isPattern), ...entries.filter(({ isPattern }) => isPattern)]
  if (source === 'http_user_agent') {
    const values = new Set(entries.map(({ value }) => value).filter((value) => value !== byDefault))
    const nameOf = (value: string): string => (values.size === 1 && value !== byDefault ? target : `${target}_${value}`)
    const cases = runsOf(inOrder).map((run) => ({ ...run, condition: agentsOf(run, nameOf(run.value), reading) }))
    return { byDefault, cases: casesOf(cases) }
  }
  const lost: MapEntry[] = []
  const cases = inOrder.flatMap((entry) => {
    const condition = conditionOf(source, entry, isHostnames, reading)
    if (condition === undefined) lost.push(entry)
    return condition === undefined ? [] : [{ ...entry, condition }]
  })
  if (cases.length === 0 && lost.length > 0) return undefined
  for (const entry of lost)
    noteAt(
      reading.draft,
      entry,
      `the entry ${entry.isPattern ? '~' : ''}${entry.from} of the map is not imported: it has no equivalent`,
    )
  return { byDefault, cases: casesOf(cases) }
}

/** Returns the values of a map whose source has known values. */
function mapOfKnown(
  source: Variable,
  entries: readonly MapEntry[],
  byDefault: string,
  { draft }: ConditionReading,
): Variable | undefined {
  const valueOf = (text: string): string | undefined => {
    const exact = entries.find(({ isPattern, from }) => !isPattern && from.toLowerCase() === text.toLowerCase())
    if (exact !== undefined) return exact.value
    for (const entry of entries) {
      if (!entry.isPattern) continue
      const matches = regexMatches(entry.from, entry.ignoresCase, text)
      if (matches === undefined) return undefined
      if (matches) return entry.value
    }
    return byDefault
  }
  const own = valueOf(source.byDefault)
  const cases = source.cases.map(({ value, condition }) => ({ value: valueOf(value), condition }))
  if (own === undefined || cases.some(({ value }) => value === undefined)) {
    const [first] = entries
    if (first !== undefined) noteAt(draft, first, 'a pattern of this map has no equivalent')
    return undefined
  }
  const known = cases.flatMap(({ value, condition }) =>
    value === undefined || value === own ? [] : [{ value, condition }],
  )
  return { byDefault: own, cases: joinedCases(known) }
}

function conditionOf(
  source: string,
  entry: MapEntry,
  isHostnames: boolean,
  reading: ConditionReading,
): Condition | undefined {
  const { from, isPattern, ignoresCase } = entry
  const note = (place: MapEntry, message: string): void => noteAt(reading.draft, place, message)
  const compared = { isPattern, ignoresCase, text: from }
  if (isPattern) return requestCondition(source, compared, reading, entry, (_, message) => note(entry, message))
  if (isHostnames && (source === 'host' || source === 'http_host')) return hostNamed(from)
  const subject = subjectOf(source)
  if (subject !== undefined && /[a-z]/i.test(from)) {
    // A map compares strings without regard to case.
    note(entry, `the entry ${from}: ${spellingsApproximate}`)
    return comparedWith(subject, '==', from, true)
  }
  const text = source === 'request_method' ? from.toUpperCase() : from
  return requestCondition(source, { ...compared, text }, reading, entry, (_, message) => note(entry, message))
}

/** Returns one case per value. Each pattern excludes what an earlier pattern or a string of another value matches. */
function casesOf(inOrder: readonly (VariableCase & { readonly isPattern: boolean })[]): readonly VariableCase[] {
  const values = [...new Set(inOrder.map(({ value }) => value))]
  if (values.length === 1) return joinedCases(inOrder)
  return values.map((value) => {
    const parts = inOrder.flatMap((each, index) => {
      if (each.value !== value) return []
      const before = each.isPattern ? inOrder.slice(0, index).filter((earlier) => earlier.value !== value) : []
      return [allOf([each.condition, notOf(anyOf(before.map(({ condition }) => condition)))])]
    })
    return { value, condition: anyOf(parts) }
  })
}

interface Run {
  readonly value: string
  readonly isPattern: boolean
  readonly entries: readonly MapEntry[]
}

/** Groups adjacent entries of the same value and kind, so that their tokens share one declaration. */
function runsOf(inOrder: readonly MapEntry[]): readonly Run[] {
  const runs: { readonly value: string; readonly isPattern: boolean; readonly entries: MapEntry[] }[] = []
  for (const entry of inOrder) {
    const last = runs.at(-1)
    if (last?.value === entry.value && last.isPattern === entry.isPattern) last.entries.push(entry)
    else runs.push({ value: entry.value, isPattern: entry.isPattern, entries: [entry] })
  }
  return runs
}

function agentsOf({ entries }: Run, name: string, { draft }: ConditionReading): Condition {
  const [first] = entries
  const exact = entries.flatMap((entry): readonly Condition[] => {
    if (entry.isPattern) return []
    if (entry.from === '') return [isEmpty('agent')]
    if (/[a-z]/i.test(entry.from)) noteAt(draft, entry, `the entry ${entry.from}: ${spellingsApproximate}`)
    return [comparedWith('agent', '==', entry.from, true)]
  })
  const tests = entries.flatMap((entry): readonly AgentTests[] => {
    if (!entry.isPattern) return []
    const read = readAgentRegex(entry.from, entry.ignoresCase)
    for (const source of read.lost) noteAt(draft, entry, `the pattern ${source} is not imported: it has no equivalent`)
    for (const why of read.approximated) noteAt(draft, entry, `the pattern ~${entry.from}: ${why}`)
    return [read]
  })
  const widened = (): void => {
    if (first !== undefined)
      noteAt(draft, first, 'the patterns from here on ignore case, because tokens of bots ignore it')
  }
  return anyOf([agentCondition(draft, name, tests, widened), ...exact])
}
