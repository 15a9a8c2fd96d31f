import type { Explanation, Plan, RuleRef } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import type { Model } from '@tidegate/model'
import { readableValue } from '@tidegate/request-specs'
import type { AskedRequest } from '../requests/asked-request.ts'
import type { Pause } from '../requests/read-log.ts'
import { readRequests } from '../requests/read-requests.ts'
import { type Decided, outcomeNames, type Row } from './messages.ts'
import { writeTest } from './write-test.ts'
import { createVirtualGate } from './virtual-gate.ts'

/** The requests of a text, decided by a policy. */
export interface Run {
  readonly decided: Decided
  readonly rows: (from: number, to: number) => readonly Row[]
  /** Explains a request as it was decided, with the counters of that moment: all requests before it are decided again. */
  readonly explain: (index: number, pause: Pause) => Promise<Explanation>
  readonly test: (policy: string) => string
}

const perSlice = 2_000

/** Reads the requests of a text and decides them in the order of time. */
export async function runRequests(
  model: Model,
  text: string,
  pause: (share: number, doing: string) => Promise<void>,
): Promise<Run> {
  const plan = planPolicy(model)
  const { form, requests, problems, unread } = await readRequests(text, model, plan.inputs.headers, (share) =>
    pause(share / 2, 'reading'),
  )
  const startedMs = performance.now()
  const times = new Float64Array(requests.length)
  const outcomes = new Uint8Array(requests.length)
  const statuses = new Uint16Array(requests.length)
  const rules: (RuleRef | undefined)[] = []
  const refusals = new Map<string, { readonly rule: RuleRef; count: number; readonly first: number }>()
  const gate = createVirtualGate(plan)
  for (const [index, asked] of requests.entries()) {
    if (index % perSlice === 0) await pause(0.5 + index / requests.length / 2, 'deciding')
    const { outcome, rule, status } = gate.decide(asked)
    times[index] = asked.atMs
    outcomes[index] = outcomeNames.indexOf(outcome)
    statuses[index] = status
    rules.push(rule)
    if (rule === undefined) continue
    const counted = refusals.get(rule.id) ?? { rule, count: 0, first: index }
    counted.count++
    refusals.set(rule.id, counted)
  }
  const rowOf = (index: number): Row => {
    const { atMs, request } = requests[index]!
    const rule = rules[index]
    return {
      index,
      atMs,
      method: request.method,
      target: request.target,
      address: request.ip ?? request.peer ?? '?',
      agent: fieldOf(request.headers, 'user-agent'),
      user: request.user === undefined ? undefined : String(request.user),
      outcome: outcomeNames[outcomes[index]!]!,
      status: statuses[index]!,
      rule: rule === undefined ? undefined : (rule.name ?? rule.text),
    }
  }
  const range = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, Math.min(to, requests.length) - from) }, (_, at) => from + at)
  return {
    decided: {
      form,
      times,
      outcomes,
      refusals: [...refusals.values()].toSorted((a, b) => b.count - a.count),
      problems,
      unread,
      tookMs: performance.now() - startedMs,
    },
    rows: (from, to) => range(from, to).map(rowOf),
    explain: (index, wait) => explainAt(plan, requests, index, wait),
    test: (policy) =>
      writeTest(
        policy,
        requests.map((asked, index) => ({
          asked,
          outcome: outcomeNames[outcomes[index]!]!,
          status: statuses[index]!,
          rule: rules[index],
        })),
      ),
  }
}

async function explainAt(
  plan: Plan,
  requests: readonly AskedRequest[],
  index: number,
  pause: Pause,
): Promise<Explanation> {
  const gate = createVirtualGate(plan)
  for (let at = 0; at < index; at++) {
    if (at % perSlice === 0) await pause(at / index)
    gate.decide(requests[at]!)
  }
  return gate.explain(requests[index]!)
}

/** Returns the first field of a name (in lower case) in alternating names and values. */
function fieldOf(headers: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2)
    if (headers[at]!.toLowerCase() === name) return readableValue(headers[at + 1]!)
  return undefined
}
