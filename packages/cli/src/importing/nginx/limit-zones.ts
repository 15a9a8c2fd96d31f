import type { PolicyDraft } from '../policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { type Variables, variableName, whenValue } from './variables.ts'

/** A zone of `limit_req_zone`, as a limit of the language. */
export interface LimitZone {
  /** `per ip exact`, `in total`… */
  readonly key: string
  /** Under which requests are counted at all; nginx does not count where the key is empty. */
  readonly condition?: string
  readonly count: number
  readonly period: 'second' | 'minute'
}

/** Every `limit_req_zone` by name; what cannot be carried over is noted. */
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
      draft.note(line, 'limit_req_zone without a name or a rate is not carried over')
    else if (read === undefined)
      draft.note(line, `limit_req_zone ${name} is not carried over: what ${key} counts cannot be told`)
    else zones.set(name, { ...read, count: Number(rate[1]), period: rate[2] === 's' ? 'second' : 'minute' })
  }
  return zones
}

/** `limit_req` as a rule. nginx lets `burst` requests come early (or wait); the language keeps a bucket of one more. */
export function limitText({ key, condition, count, period }: LimitZone, burst: number, status: number): string {
  const reply = status === 429 ? '' : `  reply ${status}`
  const when = condition === undefined ? '' : `  when ${condition}`
  return `limit ${count} per ${period} ${key}${when}  burst ${burst + 1}${reply}`
}

const simpleKeys: Readonly<Record<string, { readonly key: string; readonly condition?: string }>> = {
  binary_remote_addr: { key: 'ip exact' },
  remote_addr: { key: 'ip exact' },
  host: { key: 'host', condition: 'host is present' },
  http_host: { key: 'host', condition: 'host is present' },
  server_name: { key: 'host', condition: 'host is present' },
  uri: { key: 'path' },
  document_uri: { key: 'path' },
  request_uri: { key: 'target' },
  remote_user: { key: 'user', condition: 'user is present' },
  http_user_agent: { key: 'agent', condition: 'agent is not empty' },
  request_method: { key: 'method' },
}

function keyOf(text: string, variables: Variables): Pick<LimitZone, 'key' | 'condition'> | undefined {
  const variable = variables.get(variableName(text) ?? '')
  if (variable !== undefined) {
    const values = [variable.byDefault, ...variable.cases.map(({ value }) => value)].filter((value) => value !== '')
    const keys = [...new Set(values.map((value) => keyOf(value, variables)?.key))]
    if (keys.length !== 1 || keys[0] === undefined) return undefined
    const condition = whenValue(variable, (value) => value !== '')
    return { key: keys[0], ...(condition !== undefined && condition !== 'anyone' && { condition }) }
  }
  const names = text.match(/\$\{?\w+\}?/g) ?? []
  const parts = names.map((name) => partOf(variableName(name) ?? ''))
  if (parts.some((part) => part === undefined)) return undefined
  const known = parts.filter((part) => part !== undefined)
  if (known.length === 0) return text === '' ? undefined : { key: 'in total' }
  const conditions = known.flatMap(({ condition }) => (condition === undefined ? [] : [condition]))
  const keys = [...new Set(known.map(({ key }) => key))].join(' and ')
  return { key: `per ${keys}`, ...(conditions.length > 0 && { condition: [...new Set(conditions)].join(' and ') }) }
}

function partOf(name: string): { readonly key: string; readonly condition?: string } | undefined {
  if (Object.hasOwn(simpleKeys, name)) return simpleKeys[name]
  const [, kind, field] = /^(http|arg|cookie)_(\w+)$/.exec(name) ?? []
  if (kind === undefined || field === undefined) return undefined
  const subject =
    kind === 'http'
      ? `header("${field.replaceAll('_', '-')}")`
      : kind === 'arg'
        ? `query("${field}")`
        : `cookie("${field}")`
  return { key: subject, condition: `${subject} is not empty` }
}
