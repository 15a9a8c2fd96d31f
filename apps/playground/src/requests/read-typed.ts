import { typedHost, typedRequest, typedValue } from '@tidegate/request-specs'
import { explainIp, parseIp } from '@tidegate/values'
import {
  type AskedRequest,
  defaultStartMs,
  maxLineLength,
  maxProblems,
  type ReadRequests,
  type RequestProblem,
  tooLong,
  usualAddress,
} from './asked-request.ts'

const maxRequests = 200_000
const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
/** The times that have a year of four digits: from the first one, and before the second. */
const [firstMs, endMs] = [Date.parse('0000-01-01T00:00:00Z'), Date.UTC(10_000, 0)]
/** How much of a word is repeated in a message, in characters. */
const maxShown = 80

/**
 * Reads requests in the playground's own notation, one per line: `10:00 POST /login from 203.0.113.9 x20 every 500ms status 401`. A time is a time of day, an
 * RFC 3339 timestamp, or `+5s` after the request before. Lines that start with `#` are comments.
 */
export function readTyped(text: string): ReadRequests {
  const requests: AskedRequest[] = []
  const problems: RequestProblem[] = []
  let unread = 0
  let nowMs = defaultStartMs
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const read = line.length > maxLineLength ? tooLong : readLine(line, nowMs)
    if (typeof read === 'string') {
      unread++
      if (problems.length < maxProblems) problems.push({ line: index + 1, message: read })
      continue
    }
    const { first, repeat, lastMs, everyMs } = read
    if (requests.length + repeat > maxRequests) {
      unread++
      problems.push({
        line: index + 1,
        message: `more than ${maxRequests.toLocaleString('en')} requests: this line and later ones are left out`,
      })
      break
    }
    for (let count = 0; count < repeat; count++) requests.push({ ...first, atMs: first.atMs + count * everyMs })
    nowMs = lastMs
  }
  return { form: 'typed requests', requests, problems, unread }
}

interface Line {
  readonly first: AskedRequest
  readonly repeat: number
  readonly everyMs: number
  /** The time of the last one. */
  readonly lastMs: number
}

/** Returns the requests of a line, or what is wrong with it. */
function readLine(line: string, nowMs: number): Line | string {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)].map(
    ([whole, quoted]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? whole,
  )
  let at = 0
  const atMs = readTime(words[0]!, nowMs)
  if (typeof atMs === 'string') return atMs
  if (atMs !== undefined) at++
  const method = /^[A-Z][A-Z-]*$/.test(words[at] ?? '') ? words[at++]! : 'GET'
  const target = words[at++]
  if (target === undefined || !/^(?:\/|\*$|https?:)/.test(target))
    return `expected a path such as \`/login\`${target === undefined ? '' : `, not \`${shown(target)}\``}`
  const headers: string[] = []
  const facts = new Map<string, unknown>()
  let ip = usualAddress
  let user: string | undefined
  let reply: number | undefined
  let lastsMs: number | undefined
  let repeat = 1
  let everyMs = 0
  while (at < words.length) {
    const word = words[at++]!
    const times = /^x(\d+)$/.exec(word)?.[1]
    if (times !== undefined) {
      repeat = Number(times)
      if (repeat < 1 || repeat > maxRequests)
        return `\`${shown(word)}\`: a request can be repeated 1 to ${maxRequests.toLocaleString('en')} times`
      continue
    }
    const value = words[at++]
    if (value === undefined) return `\`${shown(word)}\` needs a value`
    switch (word) {
      case 'from':
        if (parseIp(value) === undefined) return explainIp(value)
        ip = value
        break
      case 'agent':
        headers.push('User-Agent', typedValue(value))
        break
      case 'host':
        headers.push('Host', typedHost(value))
        break
      case 'user':
        user = value
        break
      case 'header': {
        const [, name, field] = /^([\w-]+):\s*(.*)$/s.exec(value) ?? []
        if (name === undefined) return `\`header\` needs a name and a value in quotes: header "Cookie: id=1"`
        headers.push(name, typedValue(field!))
        break
      }
      case 'fact': {
        const [, name, fact] = /^([\w.-]+)=(.*)$/s.exec(value) ?? []
        if (name === undefined) return '`fact` needs a name and a value: fact plan=pro'
        facts.set(name, valueOf(fact!))
        break
      }
      case 'status':
        if (!/^[1-5]\d\d$/.test(value)) return `\`status ${shown(value)}\`: expected a status such as 401`
        reply = Number(value)
        break
      case 'every':
      case 'lasts': {
        const ms = readDuration(value)
        if (ms === undefined) return `\`${word} ${shown(value)}\`: expected a duration such as 500ms, 2s or 1m`
        if (word === 'every') everyMs = ms
        else lastsMs = ms
        break
      }
      default:
        return `unknown word \`${shown(word)}\`: use from, agent, user, host, header, fact, status, lasts, every or x10`
    }
  }
  const first: AskedRequest = {
    atMs: atMs ?? nowMs,
    request: {
      method,
      target: typedRequest({ path: target }).path,
      headers,
      peer: ip,
      ip,
      // WHY not assigned one by one: a fact called `__proto__` is a fact.
      facts: Object.fromEntries(facts),
      ...(user !== undefined && { user }),
    },
    ...(reply !== undefined && { reply }),
    ...(lastsMs !== undefined && { lastsMs }),
  }
  const lastMs = first.atMs + (repeat - 1) * everyMs
  if (!(first.atMs >= firstMs && lastMs < endMs)) return 'times are in the years 0000 to 9999'
  return { first, repeat, everyMs, lastMs }
}

/** Returns a word as messages repeat it. */
function shown(word: string): string {
  return word.length > maxShown ? `${word.slice(0, maxShown)}…` : word
}

/** Returns the time that a word is; undefined if it is none, and a text if it is an earlier one. */
function readTime(word: string, nowMs: number): number | string | undefined {
  const after = word.startsWith('+') ? readDuration(word.slice(1)) : undefined
  if (after !== undefined) return nowMs + after
  const isTime = /^\d\d?:\d\d(?::\d\d(?:\.\d{1,3})?)?$/.test(word)
  const day = new Date(nowMs).toISOString().slice(0, 11)
  const written = isTime ? `${day}${word.padStart(word.indexOf(':') === 1 ? word.length + 1 : 0, '0')}Z` : word
  if (!isTime && !/^\d{4}-\d\d-\d\dT/.test(word)) return undefined
  const ms = Date.parse(written)
  if (Number.isNaN(ms)) return `\`${shown(word)}\` is not a time: write 10:00, 10:00:30 or 2026-01-07T10:00:00Z`
  return ms
}

function readDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|m|h|d)$/.exec(text) ?? []
  const ms = Math.round(Number(number) * (units[unit!] ?? 1))
  return Number.isSafeInteger(ms) ? ms : undefined
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
