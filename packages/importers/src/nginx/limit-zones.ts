import { allOf, always, type Condition, conditionText, isEmpty, notOf, test } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { subjectOf } from '../draft/request-test.ts'
import { type Variables, variableName, whenValue } from './variable.ts'

/** A zone of `limit_req_zone`, as a limit of the language. */
export interface LimitZone {
  /** The key as policy text: `per ip exact`, `in total`, … */
  readonly key: string
  /** The requests that are counted; nginx does not count requests with an empty key. */
  readonly condition: Condition
  /** Whether every server has its own counts. */
  readonly byServer: boolean
  readonly count: number
  readonly period: 'second' | 'minute'
}

/** Returns every `limit_req_zone` by name; zones that cannot be imported are noted. */
export function readZones(
  directives: readonly Directive[],
  variables: Variables,
  draft: PolicyDraft,
): ReadonlyMap<string, LimitZone> {
  const zones = new Map<string, LimitZone>()
  for (const { args, line } of directives) {
    const [key = '', ...options] = args
    const name = /^zone=([^:]+)/.exec(options.find((option) => option.startsWith('zone=')) ?? '')?.[1]
    const rate = /^rate=(\d+)r\/([sm])$/.exec(options.find((option) => option.startsWith('rate=')) ?? '')
    const read = keyOf(key, variables)
    if (name === undefined || rate === null || Number(rate[1]) === 0)
      draft.note(line, 'limit_req_zone without a name or a rate is not imported')
    else if (read === undefined)
      draft.note(line, `limit_req_zone ${name} is not imported: the key ${key} has no equivalent`)
    else zones.set(name, { ...read, count: Number(rate[1]), period: rate[2] === 's' ? 'second' : 'minute' })
  }
  return zones
}

/** One use of a zone. */
export interface LimitUse {
  readonly burst: number
  readonly status: number
  /** Whether `limit_req_dry_run` is on. */
  readonly isDry: boolean
}

/**
 * Returns a `limit_req` as a rule under a condition. nginx lets `burst` requests come early (or wait); the language has a bucket
 * that is larger by one.
 */
export function limitText({ key, condition, count, period }: LimitZone, use: LimitUse, region: Condition): string {
  const reply = use.status === 429 ? '' : `  reply ${use.status}`
  const all = allOf([region, condition])
  const when = all.kind === 'always' ? '' : `  when ${conditionText(all)}`
  return `${use.isDry ? 'shadow ' : ''}limit ${count} per ${period} ${key}${when}  burst ${use.burst + 1}${reply}`
}

type Key = Pick<LimitZone, 'key' | 'condition' | 'byServer'>

interface KeyPart {
  /** Undefined for a variable with the same value for all requests that are counted together. */
  readonly key: string | undefined
  readonly condition?: Condition
}

const simpleKeys: Readonly<Record<string, KeyPart>> = {
  binary_remote_addr: { key: 'ip exact' },
  remote_addr: { key: 'ip exact' },
  host: { key: 'host', condition: test('host is present') },
  http_host: { key: 'host', condition: test('host is present') },
  server_name: { key: undefined },
  uri: { key: 'path' },
  document_uri: { key: 'path' },
  request_uri: { key: 'target' },
  remote_user: { key: 'user', condition: test('user is present') },
  http_user_agent: { key: 'agent', condition: notOf(isEmpty('agent')) },
  request_method: { key: 'method' },
}

function keyOf(text: string, variables: Variables): Key | undefined {
  const variable = variables.get(variableName(text) ?? '')
  if (variable !== undefined) {
    const values = [variable.byDefault, ...variable.cases.map(({ value }) => value)].filter((value) => value !== '')
    const keys = values.map((value) => keyOf(value, variables))
    const [first] = keys
    // The condition of one value's key applies to all: if a key may be absent, the request is not counted.
    if (first === undefined || keys.some((each) => each?.key !== first.key)) return undefined
    return { ...first, condition: allOf([whenValue(variable, (value) => value !== ''), first.condition]) }
  }
  const names = text.match(/\$\{?\w+\}?/g) ?? []
  const parts = names.map((name) => partOf(variableName(name) ?? ''))
  const known = parts.filter((part) => part !== undefined)
  if (text === '' || known.length < parts.length) return undefined
  const keys = [...new Set(known.flatMap(({ key }) => key ?? []))]
  return {
    key: keys.length === 0 ? 'in total' : `per ${keys.join(' and ')}`,
    condition: allOf(known.map(({ condition }) => condition ?? always)),
    byServer: names.some((name) => variableName(name) === 'server_name'),
  }
}

function partOf(name: string): KeyPart | undefined {
  if (Object.hasOwn(simpleKeys, name)) return simpleKeys[name]
  const subject = subjectOf(name)
  return subject === undefined ? undefined : { key: subject, condition: notOf(isEmpty(subject)) }
}
