import type { YamlValue } from '@tidegate/yaml-values'
import { typedRequest } from './typed-text.ts'

/** Description of a request in tests, sequences, curl command lines and HAR files. Absent fields have defaults. */
export interface RequestSpec {
  readonly ip?: string
  readonly peer?: string
  readonly method?: string
  /** Path with the query, if there is one. */
  readonly path?: string
  readonly host?: string
  readonly agent?: string
  readonly user?: string
  /** Header fields by their names as written, with one or several values. */
  readonly headers?: Readonly<Record<string, readonly string[]>>
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Keys that describe a request. */
export const requestKeys = ['ip', 'peer', 'method', 'path', 'host', 'agent', 'user', 'headers', 'facts'] as const

type TextKey = Exclude<(typeof requestKeys)[number], 'headers' | 'facts'>

/**
 * Returns a request that inherits from another: each field of `over` replaces that of `base`, headers and facts one by one. A field without
 * a value (`user:`) removes the inherited one.
 */
export function mergeRequests(base: RequestSpec, over: RequestSpec): RequestSpec {
  const merged: Record<string, unknown> = { ...base, ...over }
  const named = Object.keys(over.headers ?? {}).map((name) => name.toLowerCase())
  // `agent` and `host` are headers, too: the last value counts, however it is written.
  if (named.includes('user-agent')) delete merged['agent']
  if (named.includes('host')) delete merged['host']
  const replaced = [...named, ...('agent' in over ? ['user-agent'] : []), ...('host' in over ? ['host'] : [])]
  const kept = Object.entries(base.headers ?? {}).filter(([name]) => !replaced.includes(name.toLowerCase()))
  const headers = Object.fromEntries([...kept, ...Object.entries(over.headers ?? {})])
  if (base.headers !== undefined || over.headers !== undefined) merged['headers'] = headers
  if (over.facts !== undefined) merged['facts'] = { ...base.facts, ...over.facts }
  return merged
}

/** Reads the request that keys of a YAML map describe; other keys are ignored. */
export function readRequestSpec(fields: ReadonlyMap<string, YamlValue>): RequestSpec {
  const spec: Record<string, unknown> = {}
  for (const key of requestKeys) {
    const value = fields.get(key)
    if (value === undefined) continue
    if (value.isNothing) spec[key] = undefined
    else if (key === 'headers') spec[key] = readHeaders(value)
    else if (key === 'facts')
      spec[key] = Object.fromEntries(value.entries().map(([name, fact]) => [name, factOf(fact)]))
    else setText(spec, key, value)
  }
  return typedRequest(spec)
}

function setText(spec: Record<string, unknown>, key: TextKey, value: YamlValue): void {
  const text = value.text()
  if (text === undefined) return
  if (key === 'path' && !text.startsWith('/') && text !== '*') {
    value.problem(`the path \`${text}\` does not begin with \`/\``, `write \`/${text}\``)
    return
  }
  spec[key] = text
}

function readHeaders(value: YamlValue): Readonly<Record<string, readonly string[]>> {
  const headers = value.entries().map(([name, given]): readonly [string, readonly string[]] => {
    if (given.isNothing) return [name, []]
    const texts = given.isList ? given.items().map((item) => item.text()) : [given.text()]
    return [name, texts.filter((text) => text !== undefined)]
  })
  return Object.fromEntries(headers)
}

function factOf(value: YamlValue): unknown {
  return value.isNothing ? undefined : value.plain()
}
