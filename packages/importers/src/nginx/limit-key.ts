import { allOf, always, anyOf, type Condition, isEmpty, notOf, test } from '../draft/condition.ts'
import { subjectOf } from '../draft/request-test.ts'
import { type TemplatePart, templateParts, variableName, type Variables, whenValue } from './variable.ts'

/** How the requests of a zone are counted. A request is counted by the key whose condition it meets, or not at all. */
export interface LimitKey {
  /** The key as policy text: `per ip exact`, `in total`, … */
  readonly key: string
  readonly condition: Condition
}

/** The keys of a zone. */
export interface ZoneKeys {
  readonly keys: readonly LimitKey[]
  /** Whether every server has its own counts. */
  readonly byServer: boolean
  /** Whether requests to a server without a name are not counted, because the key is empty. */
  readonly needsServerName: boolean
}

interface KeyPart {
  /** Undefined for a text or a variable with the same value for all requests that are counted together. */
  readonly key: string | undefined
  /** When it is not empty; absent if it never is. */
  readonly present?: Condition
}

const simpleKeys: Readonly<Record<string, KeyPart>> = {
  binary_remote_addr: { key: 'ip exact' },
  remote_addr: { key: 'ip exact' },
  realip_remote_addr: { key: 'peer' },
  host: { key: 'host', present: test('host is present', 'host is absent') },
  http_host: { key: 'host', present: test('host is present', 'host is absent') },
  server_name: { key: undefined },
  server_addr: { key: undefined },
  server_port: { key: undefined },
  scheme: { key: undefined },
  uri: { key: 'path' },
  document_uri: { key: 'path' },
  request_uri: { key: 'target' },
  remote_user: { key: 'user', present: test('user is present', 'user is absent') },
  http_user_agent: { key: 'agent', present: notOf(isEmpty('agent')) },
  request_method: { key: 'method' },
}

const maxKeys = 16

/**
 * Returns the keys of a zone. Where only a part of a key is empty, nginx counts the request with that part empty, so each combination of
 * parts that may be empty has a key of its own. Undefined if a part has no equivalent.
 */
export function zoneKeys(text: string, variables: Variables): ZoneKeys | undefined {
  const variable = variables.get(variableName(text) ?? '')
  if (variable !== undefined) return keysOfVariable(variable, variables)
  const parts = templateParts(text).map((part) => (part.kind === 'text' ? { key: undefined } : partOf(part.name)))
  const known = parts.filter((part) => part !== undefined)
  if (text === '' || known.length < parts.length) return undefined
  const optional = known.filter(({ present }) => present !== undefined)
  if (2 ** optional.length > maxKeys) return undefined
  let keys: readonly { readonly present: ReadonlySet<KeyPart>; readonly condition: Condition }[] = [
    { present: new Set(), condition: always },
  ]
  for (const part of new Set(optional)) {
    keys = keys.flatMap(({ present, condition }) => [
      { present: new Set([...present, part]), condition: allOf([condition, part.present!]) },
      { present, condition: allOf([condition, notOf(part.present!)]) },
    ])
  }
  const counted = keys.filter(({ present }) => present.size > 0 || known.some((part) => part.present === undefined))
  return {
    keys: counted.map(({ present, condition }) => ({
      key: keyText(known.filter((part) => part.present === undefined || present.has(part))),
      condition,
    })),
    byServer: templateParts(text).some(isServerName),
    needsServerName: templateParts(text).every(isServerName),
  }
}

function isServerName(part: TemplatePart): boolean {
  return part.kind === 'name' && part.name === 'server_name'
}

function keysOfVariable(variable: Parameters<typeof whenValue>[0], variables: Variables): ZoneKeys | undefined {
  const values = new Set(
    [variable.byDefault, ...variable.cases.map(({ value }) => value)].filter((value) => value !== ''),
  )
  const all: LimitKey[] = []
  let byServer = false
  let needsServerName = false
  for (const value of values) {
    const read = zoneKeys(value, variables)
    if (read === undefined) return undefined
    byServer ||= read.byServer
    needsServerName ||= read.needsServerName
    const condition = whenValue(variable, (each) => each === value)
    for (const each of read.keys) all.push({ key: each.key, condition: allOf([condition, each.condition]) })
  }
  // Equal keys are counted together.
  const byKey = new Map<string, Condition[]>()
  for (const { key, condition } of all) byKey.set(key, [...(byKey.get(key) ?? []), condition])
  // Two values without a variable are two counts.
  if (values.size > 1 && byKey.has('in total')) return undefined
  if (all.length > maxKeys) return undefined
  return {
    keys: Array.from(byKey, ([key, conditions]) => ({ key, condition: anyOf(conditions) })),
    byServer,
    needsServerName,
  }
}

function keyText(parts: readonly KeyPart[]): string {
  const keys = [...new Set(parts.flatMap(({ key }) => key ?? []))]
  return keys.length === 0 ? 'in total' : `per ${keys.join(' and ')}`
}

function partOf(name: string): KeyPart | undefined {
  if (Object.hasOwn(simpleKeys, name)) return simpleKeys[name]
  const subject = subjectOf(name)
  return subject === undefined ? undefined : { key: subject, present: notOf(isEmpty(subject)) }
}
