import { agentCondition, type AgentTests, agentTestsOfRegex, agentTestsOfText } from '../draft/agent-condition.ts'
import { allOf, anyOf, type Condition, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { requestTest } from '../draft/request-test.ts'
import { type Variable, variableName, type Variables, whenValue } from './variable.ts'

/** A line of a map other than its default. */
interface Entry {
  readonly from: string
  readonly isPattern: boolean
  readonly ignoresCase: boolean
  readonly value: string
  readonly line: number
}

const options = ['default', 'include', 'volatile', 'hostnames']

/**
 * Returns the variable that a `map` defines; undefined if its source has no equivalent. Entries without an equivalent are noted.
 */
export function readMap(
  { args, block = [] }: Directive,
  target: string,
  variables: Variables,
  draft: PolicyDraft,
): Variable | undefined {
  const source = variableName(args[0])
  if (source === undefined || args.length !== 2) return undefined
  const byDefault = block.findLast(({ name }) => name === 'default')?.args[0] ?? ''
  const entries = block
    .filter(({ name }) => !options.includes(name))
    .map(({ name, args: [value = ''], line }): Entry => {
      const isPattern = name.startsWith('~')
      return {
        from: isPattern ? name.replace(/^~\*?/, '') : name.replace(/^\\(?=~|default$)/, ''),
        isPattern,
        ignoresCase: name.startsWith('~*'),
        value,
        line,
      }
    })
  const name = (value: string): string =>
    new Set(entries.map((entry) => entry.value).filter((each) => each !== byDefault)).size === 1 && value !== byDefault
      ? target
      : `${target}_${value}`
  const conditionOf = (entry: Entry): Condition | undefined => {
    const known = variables.get(source)
    if (known !== undefined) return entry.isPattern ? undefined : whenValue(known, (value) => value === entry.from)
    return requestTest(source, { ...entry, text: entry.from }, draft)
  }
  if (source !== 'http_user_agent' && entries.length > 0 && entries.every((entry) => conditionOf(entry) === undefined))
    return undefined
  for (const each of block.filter(({ name }) => name !== 'default' && options.includes(name)))
    draft.note(each.line, `${each.name} in map is not imported`)
  // Strings are compared before patterns; of the patterns, the first that matches decides.
  const inOrder = [...entries.filter(({ isPattern }) => !isPattern), ...entries.filter(({ isPattern }) => isPattern)]
  const lost = (entry: Entry): void =>
    draft.note(entry.line, `the entry ${entry.isPattern ? '~' : ''}${entry.from} of the map is not imported`)
  if (source === 'http_user_agent') {
    const cases = runsOf(inOrder).map((run) => ({ ...run, condition: agentsOf(run, name(run.value), draft) }))
    return { byDefault, cases: casesOf(cases) }
  }
  const cases = inOrder.flatMap((entry) => {
    const condition = conditionOf(entry)
    if (condition === undefined) lost(entry)
    return condition === undefined ? [] : [{ ...entry, condition }]
  })
  return { byDefault, cases: casesOf(cases) }
}

type Case = Variable['cases'][number]

/** Returns one case per value. Each pattern excludes what an earlier pattern or a string of another value matches. */
function casesOf(inOrder: readonly (Case & { readonly isPattern: boolean })[]): readonly Case[] {
  const values = [...new Set(inOrder.map(({ value }) => value))]
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
  readonly entries: readonly Entry[]
}

/** Groups adjacent entries of the same value and kind, so that their tokens share one declaration. */
function runsOf(inOrder: readonly Entry[]): readonly Run[] {
  const runs: { readonly value: string; readonly isPattern: boolean; readonly entries: Entry[] }[] = []
  for (const entry of inOrder) {
    const last = runs.at(-1)
    if (last?.value === entry.value && last.isPattern === entry.isPattern) last.entries.push(entry)
    else runs.push({ value: entry.value, isPattern: entry.isPattern, entries: [entry] })
  }
  return runs
}

function agentsOf({ entries }: Run, name: string, draft: PolicyDraft): Condition {
  const tests = entries.flatMap(({ from, isPattern, ignoresCase, line }): readonly AgentTests[] => {
    const read = isPattern ? agentTestsOfRegex(from, ignoresCase) : agentTestsOfText(from)
    if (read === undefined) draft.note(line, `the pattern ~${from} is not imported: write its strings as tokens`)
    return read === undefined ? [] : [read]
  })
  return agentCondition(draft, name, tests)
}
