import type { RuleRef } from '@tidegate/engine'
import { readableValue } from '@tidegate/request-specs'
import type { AskedRequest } from '../requests/asked-request.ts'
import type { outcomeNames } from './messages.ts'

/** A request and how it was decided. */
export interface DecidedRequest {
  readonly asked: AskedRequest
  readonly outcome: (typeof outcomeNames)[number]
  readonly status: number
  readonly rule: RuleRef | undefined
}

/** The number of steps that are written; a test with more is not one that people read. */
const maxSteps = 500

/** Returns a test file for `tidegate test` that expects what was decided: equal requests at equal distances with equal decisions are one step. */
export function writeTest(policy: string, decided: readonly DecidedRequest[]): string {
  const steps: string[] = []
  let at = 0
  while (at < decided.length && steps.length < maxSteps) {
    const count = lengthOfRun(decided, at)
    steps.push(stepOf(decided[at]!, count, count > 1 ? decided[at + 1]!.asked.atMs - decided[at]!.asked.atMs : 0))
    at += count
  }
  const left = decided.length - at
  return `policy: ${JSON.stringify(policy)}

tests:
  - name: decides as in the playground
    steps:
${steps.map((step) => `      - ${step}\n`).join('')}${left > 0 ? `      # ${left} later requests are left out: a test has at most ${maxSteps} steps here\n` : ''}`
}

function lengthOfRun(decided: readonly DecidedRequest[], from: number): number {
  const first = decided[from]!
  const key = keyOf(first)
  let count = 1
  let everyMs: number | undefined
  for (let at = from + 1; at < decided.length && keyOf(decided[at]!) === key; at++) {
    const distance = decided[at]!.asked.atMs - decided[at - 1]!.asked.atMs
    everyMs ??= distance
    if (distance !== everyMs) break
    count++
  }
  return count
}

function keyOf({ asked: { request, reply, lastsMs }, outcome, status, rule }: DecidedRequest): string {
  return JSON.stringify([request, reply, lastsMs, outcome, status, rule?.id])
}

function stepOf(
  { asked: { atMs, request, reply, lastsMs }, outcome, status, rule }: DecidedRequest,
  repeat: number,
  everyMs: number,
): string {
  const { method, target, headers, peer, ip, user, facts } = request
  const fields: Record<string, string[]> = {}
  for (let at = 0; at + 1 < headers.length; at += 2) (fields[headers[at]!] ??= []).push(readableValue(headers[at + 1]!))
  const expect =
    outcome === 'pass' ? 'pass' : { outcome, status, ...(rule !== undefined && { rule: rule.name ?? rule.text }) }
  // WHY: JSON is YAML, and quotes whatever a request contains.
  const entries: readonly (readonly [string, unknown])[] = [
    ['at', new Date(atMs).toISOString()],
    ...(repeat > 1 ? ([['repeat', repeat]] as const) : []),
    ...(repeat > 1 && everyMs > 0 ? ([['every', `${everyMs} ms`]] as const) : []),
    ...(ip === undefined ? ([['peer', peer]] as const) : ([['ip', ip]] as const)),
    ['method', method],
    ['path', target],
    ...(user === undefined ? [] : ([['user', String(user)]] as const)),
    ...(headers.length === 0
      ? []
      : ([
          [
            'headers',
            Object.fromEntries(
              Object.entries(fields).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
            ),
          ],
        ] as const)),
    ...(facts === undefined || Object.keys(facts).length === 0 ? [] : ([['facts', facts]] as const)),
    ...(reply === undefined ? [] : ([['reply', reply]] as const)),
    ...(lastsMs === undefined || lastsMs === 0 ? [] : ([['lasts', `${lastsMs} ms`]] as const)),
    ['expect', expect],
  ]
  return `{ ${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')} }`
}
