import { type Field, headerField, headerOf } from './field.ts'
import { type JsonKeys, namesOfHeader } from './json-key-names.ts'
import { knownJsonKeys } from './known-json-keys.ts'

const fieldsByName: Readonly<Record<string, Field>> = {
  client: { kind: 'client' },
  time: { kind: 'time' },
  request: { kind: 'request' },
  method: { kind: 'method' },
  target: { kind: 'target' },
  query: { kind: 'query' },
  status: { kind: 'status' },
  bytes: { kind: 'bytes' },
  user: { kind: 'user' },
  host: { kind: 'host' },
  agent: headerField('user-agent'),
  referer: headerField('referer'),
}

/** The names of the fields that `--json-keys` can set. */
export const jsonFieldNames: readonly string[] = Object.keys(fieldsByName)

/**
 * Returns the names of `--json-keys "client=cip,time=t,header.x-api-key=key"` followed by the known names. Returns an error
 * message if the text is invalid.
 */
export function jsonKeysWith(written: string): readonly JsonKeys[] | string {
  const own: JsonKeys[] = []
  for (const entry of written.split(',')) {
    const at = entry.indexOf('=')
    const name = entry.slice(0, at).trim()
    const key = entry.slice(at + 1).trim()
    if (at < 1 || key === '') return `\`${entry.trim()}\` is not field=key`
    const field = name.startsWith('header.')
      ? headerField(name.slice(7))
      : Object.hasOwn(fieldsByName, name)
        ? fieldsByName[name]!
        : undefined
    if (field === undefined) return `\`${name}\` is not a field; use one of ${jsonFieldNames.join(', ')} or header.NAME`
    own.push({ field, names: [key] })
  }
  const taken = new Set(own.flatMap(({ names }) => names))
  const rest = knownJsonKeys.map(({ field, names, ...others }) => ({
    ...others,
    field,
    names: [
      ...own.flatMap((each) => (sameField(each.field, field) ? each.names : [])),
      ...names.filter((name) => !taken.has(name)),
    ],
  }))
  return [...rest, ...own.filter(({ field }) => !rest.some((known) => sameField(field, known.field)))]
}

function sameField(x: Field, y: Field): boolean {
  const [header, other] = [headerOf(x), headerOf(y)]
  return header === undefined || other === undefined ? x.kind === y.kind : header === other
}

/** Returns the keys of the wanted header fields that have no keys of their own. */
export function headerKeys(keys: readonly JsonKeys[], headers: ReadonlySet<string>): readonly JsonKeys[] {
  const known = new Set(keys.map(({ field }) => headerOf(field)))
  return [...headers]
    .filter((name) => !known.has(name))
    .map((name) => ({ field: headerField(name), names: namesOfHeader(name) }))
}
