import type { Claim, Statement } from './claim.ts'
import { hourSpans } from './daily-minutes.ts'

/** A name of robots.txt and all claims that apply to it. */
export interface AgentClaims {
  readonly name: string
  readonly claims: readonly Claim[]
}

/** Returns the groups as robots.txt: names with the same lines share a group, `*` is last. Empty if nothing is refused or limited. */
export function writeGroups(agents: readonly AgentClaims[]): string {
  const groups = new Map<string, string[]>()
  for (const { name, claims } of agents) {
    const body = bodyOf(claims.map(({ statement }) => statement))
    const names = groups.get(body)
    if (names === undefined) groups.set(body, [name])
    else names.push(name)
  }
  if ([...groups.keys()].every((body) => body === nothing)) return ''
  const ordered = [...groups].toSorted(([, one], [, other]) => Number(one.includes('*')) - Number(other.includes('*')))
  return ordered
    .map(
      ([body, names]) =>
        `${names
          .toSorted()
          .map((name) => `User-agent: ${name}\n`)
          .join('')}${body}`,
    )
    .join('\n')
}

const nothing = 'Disallow:\n'

function bodyOf(statements: readonly Statement[]): string {
  const paths = statements.filter((statement) => statement.kind === 'paths')
  const allow = new Set(paths.flatMap((statement) => (statement.disallow.length === 0 ? [] : statement.allow)))
  const all = new Set(paths.flatMap((statement) => statement.disallow))
  const isCovered = (pattern: string): boolean =>
    [...all].some((other) => other !== pattern && !/[*$]/.test(other) && pattern.startsWith(other))
  const disallow = new Set(allow.size === 0 ? [...all].filter((pattern) => !isCovered(pattern)) : all)
  const lines = [
    ...[...disallow].toSorted().map((pattern) => `Disallow: ${pattern}`),
    ...[...allow].toSorted().map((pattern) => `Allow: ${pattern}`),
    ...rateLines(statements.filter((statement) => statement.kind === 'rate')),
    ...visitLines(statements.filter((statement) => statement.kind === 'hours')),
  ]
  const rules = disallow.size === 0 ? ['Disallow:', ...lines] : lines
  return rules.map((line) => `${line}\n`).join('')
}

type Rate = Extract<Statement, { readonly kind: 'rate' }>

/** Returns the lines for the slowest of the rates that always apply, in both usual forms, and for the other rates with their hours. */
function rateLines(rates: readonly Rate[]): readonly string[] {
  const always = slowest(rates.filter(({ minutes }) => minutes === undefined))
  const hourly = rates.flatMap((rate) =>
    rate.minutes === undefined
      ? []
      : hourSpans(rate.minutes, 1).map((span) => `Request-rate: ${rateText(rate)} ${span}`),
  )
  const delay = always === undefined ? undefined : Math.ceil((always.periodSeconds / always.count) * 1000) / 1000
  return [
    ...(always === undefined ? [] : [`Crawl-delay: ${delay}`, `Request-rate: ${rateText(always)}`]),
    ...new Set(hourly),
  ]
}

function slowest(rates: readonly Rate[]): Rate | undefined {
  return rates.toSorted((one, other) => other.periodSeconds / other.count - one.periodSeconds / one.count)[0]
}

function rateText({ count, periodSeconds }: Rate): string {
  return `${count}/${periodSeconds}s`
}

/** Returns the lines for the hours at which bots may visit; `Disallow: /` if there are no such hours. */
function visitLines(hours: readonly Extract<Statement, { readonly kind: 'hours' }>[]): readonly string[] {
  const first = hours[0]
  if (first === undefined) return []
  const closed = hours.reduce((all, { closed: own }) => all.map((minute, at) => minute | own[at]!), first.closed)
  if (closed.every((minute) => minute === 1)) return ['Disallow: /']
  return closed.every((minute) => minute === 0) ? [] : hourSpans(closed, 0).map((span) => `Visit-time: ${span}`)
}
