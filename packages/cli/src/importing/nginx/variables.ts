import { type IpSet, emptyIpSet, subtractIpSet, unionIpSets } from '@tidegate/values'
import { agentCondition, type AgentTests, agentTestsOfRegex, agentTestsOfText } from '../agent-condition.ts'
import { addressEntry, prefixesOf, setOf } from '../ordered-access.ts'
import type { PolicyDraft } from '../policy-draft.ts'
import type { Directive } from './parse-nginx.ts'

/** The values that a variable takes: each but the default under a condition of the language. */
export interface Variable {
  readonly cases: readonly { readonly value: string; readonly condition: string }[]
  readonly byDefault: string
}

/** Variables that `geo` and `map` define, by name without `$`, where they can be said in the language. */
export type Variables = ReadonlyMap<string, Variable>

/** Reads every `geo` and `map` of a configuration; what cannot be carried over is noted. */
export function readVariables(directives: readonly Directive[], draft: PolicyDraft): Variables {
  const variables = new Map<string, Variable>()
  const all = flatten(directives)
  for (const directive of all.filter(({ name }) => name === 'geo')) readGeo(directive, draft, variables)
  // A map may look at another one that stands behind it.
  const maps = all.filter(({ name }) => name === 'map')
  for (const directive of [...maps, ...maps]) {
    const target = variableName(directive.args[1])
    if (target !== undefined && !variables.has(target)) readMap(directive, draft, variables)
  }
  for (const { args, line } of maps) {
    const target = variableName(args[1])
    if (target === undefined || !variables.has(target)) {
      draft.note(
        line,
        `map of ${args[0] ?? ''} to ${args[1] ?? ''} is not carried over: only maps of $http_user_agent and of geo variables with simple patterns are`,
      )
    }
  }
  return variables
}

/** The condition under which a variable has one of some values; undefined where it never has. */
export function whenValue({ cases, byDefault }: Variable, isWanted: (value: string) => boolean): string | undefined {
  const wanted = cases.filter(({ value }) => isWanted(value)).map(({ condition }) => condition)
  if (!isWanted(byDefault)) return anyOf(wanted)
  const others = anyOf(cases.filter(({ value }) => !isWanted(value)).map(({ condition }) => condition))
  return others === undefined ? 'anyone' : `not (${others})`
}

/** Several conditions of which one is enough. */
export function anyOf(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : [...new Set(conditions)].join(' or ')
}

/** A name without `$` and braces; undefined for what is no variable alone. */
export function variableName(text: string | undefined): string | undefined {
  return /^\$(?:\{(\w+)\}|(\w+))$/
    .exec(text ?? '')
    ?.slice(1)
    .find((name) => name !== undefined)
}

function readGeo({ args, block = [], line }: Directive, draft: PolicyDraft, variables: Map<string, Variable>): void {
  const target = variableName(args.at(-1))
  const source = args.length > 1 ? args[0] : '$remote_addr'
  if (target === undefined || source !== '$remote_addr') {
    draft.note(line, `geo of ${source} is not carried over: only geo of the client's address is`)
    return
  }
  let byDefault = ''
  const networks: { readonly entry: string; readonly value: string; readonly length: number }[] = []
  for (const {
    name,
    args: [value = ''],
    line: at,
  } of block) {
    if (name === 'default') byDefault = value
    else if (name === 'include' || name === 'proxy' || name === 'delete')
      draft.note(at, `${name} ${value} in geo is not carried over`)
    else if (name !== 'ranges' && name !== 'proxy_recursive') {
      const entry = addressEntry(name.replace(/^(\S+)-(\S+)$/, '$1 - $2'))
      if (entry === undefined) draft.note(at, `${name} is no address or network`)
      else networks.push({ entry, value, length: Number(/\/(\d+)$/.exec(entry)?.[1] ?? 128) })
    }
  }
  const values = [...new Set(networks.map(({ value }) => value))].filter((value) => value !== byDefault)
  const cases = values.map((value) => {
    const entries = entriesOfValue(networks, value)
    return { value, condition: `ip in ${draft.list(values.length === 1 ? target : `${target}_${value}`, entries)}` }
  })
  variables.set(target, { cases, byDefault })
}

/** Networks of one value: the smallest network that holds an address decides. As written where values do not overlap. */
function entriesOfValue(
  networks: readonly { readonly entry: string; readonly value: string; readonly length: number }[],
  wanted: string,
): readonly string[] {
  let set: IpSet = emptyIpSet()
  let plain: IpSet = emptyIpSet()
  for (const { entry, value } of networks.toSorted((a, b) => a.length - b.length)) {
    const own = setOf(entry)
    set = value === wanted ? unionIpSets(set, own) : subtractIpSet(set, own)
    if (value === wanted) plain = unionIpSets(plain, own)
  }
  const isPlain = prefixesOf(set).join() === prefixesOf(plain).join()
  return isPlain ? networks.filter(({ value }) => value === wanted).map(({ entry }) => entry) : prefixesOf(set)
}

function readMap({ args, block = [], line }: Directive, draft: PolicyDraft, variables: Map<string, Variable>): void {
  const source = variableName(args[0])
  const target = variableName(args[1])
  if (source === undefined || target === undefined) return
  if (source === 'http_user_agent') readAgentMap(target, block, draft, variables)
  const known = variables.get(source)
  if (known === undefined) return
  let byDefault = ''
  const values: { readonly from: string; readonly value: string }[] = []
  for (const {
    name,
    args: [value = ''],
  } of block) {
    if (name === 'default') byDefault = value
    else if (name.startsWith('~')) {
      draft.note(line, `map to $${target} has patterns over $${source}: not carried over`)
      return
    } else values.push({ from: name, value })
  }
  const cases = [...new Set(values.map(({ value }) => value))].flatMap((value) => {
    const from = new Set(values.filter((each) => each.value === value).map((each) => each.from))
    const condition = whenValue(known, (each) => from.has(each))
    return condition === undefined ? [] : [{ value, condition }]
  })
  variables.set(target, { cases, byDefault })
}

function readAgentMap(
  target: string,
  block: readonly Directive[],
  draft: PolicyDraft,
  variables: Map<string, Variable>,
): void {
  let byDefault = ''
  const byValue = new Map<string, AgentTests[]>()
  for (const {
    name,
    args: [value = ''],
    line,
  } of block) {
    if (name === 'default') byDefault = value
    else if (name === 'include' || name === 'volatile' || name === 'hostnames')
      draft.note(line, `${name} in map is not carried over`)
    else {
      const tests = name.startsWith('~') ? agentTestsOfRegex(name.replace(/^~\*?/, '')) : agentTestsOfText(name)
      if (tests === undefined) draft.note(line, `the pattern ${name} is not carried over: write its texts as tokens`)
      else byValue.set(value, [...(byValue.get(value) ?? []), tests])
    }
  }
  const values = [...byValue.keys()].filter((value) => value !== byDefault)
  const cases = values.flatMap((value) => {
    const condition = agentCondition(draft, values.length === 1 ? target : `${target}_${value}`, byValue.get(value)!)
    return condition === undefined ? [] : [{ value, condition }]
  })
  variables.set(target, { cases, byDefault })
}

function flatten(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
