import { addressEntry } from '../draft/ordered-access.ts'
import { type Condition, isIn, notOf, pathIn, testOf } from '../draft/condition.ts'
import { both, type Expression, isFalse, isTrue, known, near, negated, unknown } from '../draft/expression.ts'
import { headerSubject, presentTest, type TextSubject } from '../draft/text-tests.ts'
import { type Fetch, readFetch } from './fetch.ts'
import type { HaproxyContext, HaproxyPattern, HaproxyState, PatternList, Term } from './haproxy-context.ts'
import { mapTest } from './map-test.ts'
import { readPatterns } from './patterns.ts'
import { rateTest } from './rate-test.ts'

/** Returns what an ACL tests, given its criterion, flags and patterns. */
export function aclTest(words: readonly string[], line: number, context: HaproxyContext, state: HaproxyState): Term {
  const [criterion = '', ...rest] = words
  const written = words.join(' ')
  const fetch = readFetch(state.variables.get(variableOf(criterion)) ?? criterion)
  if (fetch === undefined) return unknown(`${written}: it cannot be read`)
  const list = readPatterns(rest, context.included)
  if (typeof list === 'string') return unknown(`${written}: ${list}`)
  const rate = rateTest(fetch, list, written)
  if (rate !== undefined) return rate
  const changed = state.changed.get(sourceOf(fetch))
  if (changed !== undefined) return unknown(`${written}: ${changed} changed it before`)
  const map = mapTest(fetch, list, context, (each, patterns) => sampleTest(each, patterns, line, context, state))
  return map ?? sampleTest(fetch, list, line, context, state) ?? unknown(`${written} has no equivalent`)
}

/** The name of the variable that a criterion reads. */
function variableOf(criterion: string): string {
  return /^var\(([\w.]+)\)$/.exec(criterion)?.[1] ?? ''
}

/** The sample that a rule may have changed: `path`, or `hdr(name)`. */
function sourceOf({ name, args }: Fetch): string {
  if (name.startsWith('hdr') || name.startsWith('fhdr')) return `hdr(${args[0]?.toLowerCase() ?? ''})`
  return ['path', 'pathq', 'url', 'base', 'query', 'url_param'].includes(name) ? 'path' : name
}

function sampleTest(
  fetch: Fetch,
  list: PatternList,
  line: number,
  context: HaproxyContext,
  state: HaproxyState,
): Expression | undefined {
  const { name, args } = fetch
  const patterns = list.patterns
  switch (name) {
    case 'always_true':
    case 'wait_end':
      return isTrue
    case 'always_false':
      return isFalse
    case 'bool':
      return ['1', 'true'].includes(args[0] ?? '') ? isTrue : isFalse
    case 'src':
      return addressTest(patterns, line, context, state)
    case 'method':
      return patterns.length > 0 && patterns.every(({ text }) => /^[A-Z]+$/.test(text))
        ? known(isIn('method', patterns.map(({ text }) => text).join(', ')))
        : undefined
    case 'ssl_fc_sni':
      return textTest({ kind: 'host' }, fetch, list, context, 'the server name of TLS is tested as the host')
    case 'path':
    case 'pathq':
    case 'url':
      context.once(
        'path',
        line,
        'HAProxy compares paths as they are sent; a policy compares them after escapes are decoded and repeated slashes joined',
      )
      return textTest({ kind: name === 'path' ? 'path' : 'target' }, fetch, list, context)
    case 'base':
      return baseTest(fetch, list, line, context)
    case 'url_param':
      return args.length === 1 ? textTest({ kind: 'query', name: args[0]! }, fetch, list, context) : undefined
    case 'cook':
      return args.length === 1 ? textTest({ kind: 'cookie', name: args[0]! }, fetch, list, context) : undefined
    case 'hdr':
    case 'fhdr': {
      if (args.length === 0 || args.length > 2 || !/^[\w-]+$/.test(args[0]!)) return undefined
      const subject = headerSubject(args[0]!)
      if (subject.kind === 'host')
        context.once(
          'host',
          line,
          'a policy compares hosts in lower case and without their port, HAProxy as they are sent',
        )
      const isList = name === 'hdr' && subject.kind === 'header'
      const isPart = ['beg', 'end', 'str', undefined].includes(list.match ?? fetch.match) && list.match !== 'found'
      return textTest(
        subject,
        fetch,
        list,
        context,
        isList && isPart ? `HAProxy compares each value of a list in ${args[0]!}, a policy the whole field` : undefined,
      )
    }
    case 'hdr_cnt':
    case 'fhdr_cnt':
      return args.length === 1 ? countTest(headerSubject(args[0]!), list) : undefined
    case 'cook_cnt':
      return args.length === 1 ? countTest({ kind: 'cookie', name: args[0]! }, list) : undefined
    case 'hdr_ip':
    case 'fhdr_ip':
      return unknown(`${name}(${args[0] ?? ''}): declare \`client ip from … trusting …\`, and test \`ip\``)
    default:
      return undefined
  }
}

function addressTest(
  patterns: readonly HaproxyPattern[],
  line: number,
  context: HaproxyContext,
  state: HaproxyState,
): Expression | undefined {
  const entries: string[] = []
  const lost: string[] = []
  for (const { text } of patterns) {
    const entry = addressEntry(withPrefix(text))
    if (entry === undefined) lost.push(text)
    else entries.push(entry)
  }
  if (patterns.length === 0) return undefined
  const set = entries.length > 4 ? context.draft.list('addresses', entries) : entries.join(', ')
  const isPeer = state.usesSource && !state.hasClient
  const found: Condition =
    entries.length === 0 ? { kind: 'never' } : isPeer ? testOf('peer', `in ${set}`) : isIn('ip', set)
  if (lost.length === 0) return known(found)
  context.draft.note(line, `not an address, so it is left out: ${lost.join(' ')}`)
  return near(found, 'some addresses are left out')
}

/** An address with a mask such as 255.255.0.0, with its length instead. */
function withPrefix(text: string): string {
  const [, address, mask] = /^(.*)\/(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? []
  if (address === undefined || mask === undefined) return text
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')
  const [ones] = /^1*/.exec(bits)!
  return bits.length === 32 && !bits.slice(ones.length).includes('1') ? `${address}/${ones.length}` : text
}

/** How a text is compared, by the word after `-m`. */
const parts = { str: 'whole', beg: 'start', end: 'end', sub: 'middle' } as const

function textTest(
  subject: TextSubject,
  fetch: Fetch,
  list: PatternList,
  context: HaproxyContext,
  difference?: string,
): Expression | undefined {
  const converted = convert(subject, fetch)
  if (converted === undefined) return undefined
  const match = list.match ?? fetch.match ?? 'str'
  if (match === 'found') return known(presentTest(subject))
  if (!['str', 'beg', 'end', 'sub', 'reg', 'dir', 'dom'].includes(match)) return undefined
  const { tests } = context
  const one = ({ text, ignoresCase }: HaproxyPattern): Expression | undefined => {
    const ignores = ignoresCase || converted.isLower
    // The sample is in lower case, so other patterns never match.
    if (converted.isLower && !ignoresCase && text !== text.toLowerCase()) return isFalse
    switch (match) {
      case 'str':
      case 'beg':
      case 'end':
      case 'sub':
        return tests.text(subject, parts[match], text, ignores)
      case 'reg':
        return tests.regex(subject, text, ignores)
      case 'dir':
        return subject.kind === 'path' ? directoryTest(text, ignores, context) : undefined
      case 'dom':
        return subject.kind === 'host' ? domainTest(text, context) : undefined
      default:
        return undefined
    }
  }
  const all = list.patterns.map(
    (pattern) => one(pattern) ?? unknown(`${fetch.name}: ${pattern.text} (${match}) has no equivalent`),
  )
  if (all.length === 0) return undefined
  const found = tests.any(all)
  return difference === undefined ? found : both(found, near({ kind: 'always' }, difference))
}

/** Which converters keep the sample what a policy compares; undefined if one does not. */
function convert(subject: TextSubject, { converters, args }: Fetch): { readonly isLower: boolean } | undefined {
  let isLower = false
  for (const { name, args: given } of converters) {
    if (name === 'lower') isLower = true
    else if (name === 'host_only' && subject.kind === 'host') continue
    else if (name === 'field' && subject.kind === 'host' && given[0] === '1' && /^:?$/.test(given[1] ?? 'x')) continue
    else if (name === 'url_dec' && (subject.kind === 'path' || subject.kind === 'query')) continue
    else return undefined
  }
  return args.length === 2 && !['1', '-1'].includes(args[1]!) ? undefined : { isLower }
}

function directoryTest(text: string, ignoresCase: boolean, context: HaproxyContext): Expression {
  const plain = text.replaceAll(/^\/+|\/+$/g, '')
  if (plain === '') return isTrue
  if (!/^[\w./~-]+$/.test(plain) || /(?:^|\/)\.{0,2}(?:\/|$)/.test(plain))
    return unknown(`the folder ${text} has no equivalent`)
  // The test only says whether case matters.
  const probe = context.tests.text({ kind: 'path' }, 'middle', plain, ignoresCase)
  const found = pathIn([`/${plain}/**`, `/**/${plain}/**`])
  return probe.kind === 'known' ? known(found) : near(found, 'path: case is not ignored')
}

function domainTest(text: string, { tests }: HaproxyContext): Expression {
  const plain = text.replaceAll(/^[.:/?]+|[.:/?]+$/g, '')
  const host = { kind: 'host' } as const
  return tests.any([
    tests.text(host, 'whole', plain, true),
    tests.text(host, 'start', `${plain}.`, true),
    tests.text(host, 'end', `.${plain}`, true),
    tests.text(host, 'middle', `.${plain}.`, true),
  ])
}

/** A test of the host followed by the path. */
function baseTest(fetch: Fetch, list: PatternList, line: number, context: HaproxyContext): Expression | undefined {
  const match = list.match ?? fetch.match ?? 'str'
  if ((match !== 'str' && match !== 'beg') || fetch.converters.length > 0 || list.patterns.length === 0)
    return undefined
  context.once('host', line, 'a policy compares hosts in lower case and without their port, HAProxy as they are sent')
  const { tests } = context
  return tests.any(
    list.patterns.map(({ text, ignoresCase }) => {
      const [, host, path] = /^([^/]*)(\/.*)?$/s.exec(text) ?? []
      if (host === undefined || path === undefined)
        return match === 'beg'
          ? tests.text({ kind: 'host' }, 'start', text, true)
          : unknown(`base ${text} has no equivalent`)
      return both(
        tests.text({ kind: 'host' }, 'whole', host, true),
        tests.text({ kind: 'path' }, parts[match], path, ignoresCase),
      )
    }),
  )
}

/** A test of the number of fields: only whether there are any. */
function countTest(subject: TextSubject, { operator, values, patterns }: PatternList): Expression | undefined {
  const wanted = operator === undefined ? patterns.map(({ text }) => text) : values
  const present = presentTest(subject)
  if (present.kind !== 'test' || wanted.length !== 1) return undefined
  const [value] = wanted
  const isNone =
    (value === '0' && (operator ?? 'eq') === 'eq') ||
    (value === '0' && operator === 'le') ||
    (value === '1' && operator === 'lt')
  if (isNone) return known(notOf(present))
  const isSome =
    (value === '0' && operator === 'gt') ||
    (value === '1' && operator === 'ge') ||
    (value === '1:' && operator === undefined)
  return isSome ? known(present) : undefined
}

/** Predefined ACLs. */
const predefined: Readonly<Record<string, readonly string[]>> = {
  TRUE: ['always_true'],
  FALSE: ['always_false'],
  WAIT_END: ['wait_end'],
  HTTP: ['always_true'],
  REQ_CONTENT: ['req_len', 'gt', '0'],
  LOCALHOST: ['src', '127.0.0.1/8', '::1'],
  METH_CONNECT: ['method', 'CONNECT'],
  METH_DELETE: ['method', 'DELETE'],
  METH_GET: ['method', 'GET', 'HEAD'],
  METH_HEAD: ['method', 'HEAD'],
  METH_OPTIONS: ['method', 'OPTIONS'],
  METH_POST: ['method', 'POST'],
  METH_PUT: ['method', 'PUT'],
  METH_TRACE: ['method', 'TRACE'],
}

/** Returns the words of a predefined ACL. */
export function predefinedAcl(name: string): readonly string[] | undefined {
  return Object.hasOwn(predefined, name) ? predefined[name] : undefined
}

/** Returns the negation of a term; a rate cannot be negated. */
export function negatedTerm(term: Term): Expression {
  return term.kind === 'rate' ? unknown(`the negation of ${term.label} has no equivalent`) : negated(term)
}
