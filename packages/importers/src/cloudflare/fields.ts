import { headerSubject, type TextSubject } from '../draft/text-tests.ts'
import type { RuleValue } from './parse-expression.ts'

/** What a field of the Rules language is in a policy. */
export interface Field {
  readonly kind: 'text' | 'method' | 'query' | 'extension' | 'lost'
  readonly subject?: TextSubject
  /** Why it has no equivalent, and what to use instead, after its name. */
  readonly hint: string
  /** Where tests of it differ. */
  readonly difference?: string
}

const noEquivalent = 'has no equivalent'
const country = 'needs the plugin for countries: `use geo` and `block country in "XX"`'
const score = 'is computed by Cloudflare: supply it as a fact'
const tls = 'has no equivalent: a policy does not know TLS'

/** Fields without an equivalent, by the beginning of their name. */
const hints: readonly (readonly [string, string])[] = [
  ['ip.geoip.asnum', 'needs a fact: a policy does not know autonomous systems'],
  ['ip.src.asnum', 'needs a fact: a policy does not know autonomous systems'],
  ['ip.geoip', country],
  ['ip.src.', country],
  ['cf.client.bot', 'is computed by Cloudflare: declare verified bots with `bots … from …`'],
  ['cf.verified_bot', 'is computed by Cloudflare: declare verified bots with `bots … from …`'],
  ['cf.bot_management.verified_bot', 'is computed by Cloudflare: declare verified bots with `bots … from …`'],
  ['cf.tls', tls],
  ['ssl', tls],
  ['cf.edge.server_port', 'has no equivalent: a policy does not know ports'],
  ['cf.', score],
  ['http.request.body', 'has no equivalent: a policy does not read bodies'],
  ['http.response', 'has no equivalent: a policy does not judge replies'],
]

const fixed: Readonly<Record<string, Omit<Field, 'hint'>>> = {
  'http.host': { kind: 'text', subject: { kind: 'host' } },
  'http.user_agent': { kind: 'text', subject: { kind: 'agent' } },
  'http.referer': { kind: 'text', subject: { kind: 'header', name: 'referer' } },
  'http.cookie': { kind: 'text', subject: { kind: 'header', name: 'cookie' } },
  'http.x_forwarded_for': { kind: 'text', subject: { kind: 'header', name: 'x-forwarded-for' } },
  'http.request.uri': { kind: 'text', subject: { kind: 'target' } },
  'http.request.uri.path': { kind: 'text', subject: { kind: 'path' } },
  'http.request.uri.path.extension': { kind: 'extension', subject: { kind: 'path' } },
  'http.request.uri.query': { kind: 'query' },
  'http.request.method': { kind: 'method' },
}

const maps: Readonly<Record<string, 'header' | 'cookie' | 'query'>> = {
  'http.request.headers': 'header',
  'http.request.cookies': 'cookie',
  'http.request.uri.args': 'query',
}

/** Returns what a field is in a policy. */
export function fieldOf({ name, keys }: Extract<RuleValue, { kind: 'field' }>): Field {
  const plain = name.replace(/^raw\./, '')
  const [key] = keys
  const map = Object.hasOwn(maps, plain) ? maps[plain] : undefined
  if (map !== undefined && key !== undefined && key !== '*' && !/^\d+$/.test(key)) {
    if (map !== 'header') return { kind: 'text', subject: { kind: map, name: key }, hint: noEquivalent }
    return /^[\w-]+$/.test(key)
      ? { kind: 'text', subject: headerSubject(key), hint: noEquivalent }
      : { kind: 'lost', hint: noEquivalent }
  }
  const known = Object.hasOwn(fixed, plain) && keys.length === 0 ? fixed[plain] : undefined
  if (known !== undefined) return { ...known, hint: noEquivalent }
  return { kind: 'lost', hint: hints.find(([start]) => plain.startsWith(start))?.[1] ?? noEquivalent }
}
