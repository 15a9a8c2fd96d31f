import { anyOf, type Condition, isEmpty } from '../draft/condition.ts'
import { hostNamed } from '../draft/host-regions.ts'
import { regexMatches } from '../draft/regex-matches.ts'
import { type Noting } from './request-condition.ts'
import type { Directive } from './parse-nginx.ts'
import { readTextRegex } from '../draft/text-condition.ts'

/** One name of a server. */
export interface ServerName {
  readonly text: string
  /** In the order of precedence: an exact name, a wildcard at the beginning, one at the end, a regular expression. */
  readonly kind: 'exact' | 'front' | 'back' | 'regex'
  readonly condition: Condition
}

const precedence: Readonly<Record<ServerName['kind'], number>> = { exact: 0, front: 1, back: 2, regex: 3 }

/** Returns the names of a server; those that are not imported are noted. */
export function namesOf({ block = [] }: Directive, note: Noting): readonly ServerName[] {
  return block
    .filter(({ name }) => name === 'server_name')
    .flatMap((directive) =>
      directive.args.flatMap((text): readonly ServerName[] => {
        // No host has this name, which is usual for servers that are reached as the default.
        if (text === '_') return []
        if (text === '') return [{ text, kind: 'exact', condition: isEmpty('host') }]
        if (text.startsWith('.')) {
          return [text.slice(1), `*${text}`].flatMap((each) => nameOf(each) ?? [])
        }
        const name = nameOf(text, (message) => note(directive, `server_name ${text}: ${message}`))
        if (name === undefined) note(directive, `server_name ${text} is not imported: it has no equivalent`)
        return name === undefined ? [] : [name]
      }),
    )
}

function nameOf(text: string, note?: (message: string) => void): ServerName | undefined {
  if (text.startsWith('~')) {
    const { condition, lost, approximated } = readTextRegex('host', text.slice(1), true)
    if (condition === undefined) return undefined
    for (const source of lost) note?.(`${source} is not imported: it has no equivalent`)
    for (const why of approximated) note?.(why)
    return { text, kind: 'regex', condition }
  }
  const condition = hostNamed(text)
  const kind = text.startsWith('*') ? 'front' : text.endsWith('*') ? 'back' : 'exact'
  return condition === undefined ? undefined : { text: text.toLowerCase(), kind, condition }
}

/** Whether a name is preferred to another one, if both match. `isBefore`: whether it comes first in the configuration. */
export function isPreferred(name: ServerName, other: ServerName, isBefore: boolean): boolean {
  if (name.kind !== other.kind) return precedence[name.kind] < precedence[other.kind]
  if (name.kind === 'regex') return isBefore
  return name.text.length > other.text.length
}

/** Whether some host may match both names. */
export function namesMeet(name: ServerName, other: ServerName): boolean {
  const [one, two] = precedence[name.kind] <= precedence[other.kind] ? [name, other] : [other, name]
  if (two.kind === 'exact') return one.text === two.text
  if (one.kind === 'exact') {
    if (two.kind === 'front') return one.text.endsWith(two.text.slice(1))
    if (two.kind === 'back') return one.text.startsWith(two.text.slice(0, -1))
    return regexMatches(two.text.slice(1), true, one.text) !== false
  }
  if (one.kind === 'front' && two.kind === 'front')
    return one.text.endsWith(two.text.slice(1)) || two.text.endsWith(one.text.slice(1))
  if (one.kind === 'back' && two.kind === 'back')
    return one.text.startsWith(two.text.slice(0, -1)) || two.text.startsWith(one.text.slice(0, -1))
  return true
}

/** The requests of some names. */
export function anyName(names: readonly ServerName[]): Condition {
  return anyOf(names.map(({ condition }) => condition))
}
