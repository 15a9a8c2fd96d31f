import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import Koa, { type Middleware } from 'koa'
import { createGate, type Gate } from '@tidegate/engine'
import { tidegate } from '@tidegate/koa-adapter'
import { compileText } from '../data/compile.ts'
import { makeSite, type Site, sitePolicy } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { median, quantile } from '../harness/statistics.ts'
import { koaCareful } from '../peers/koa-careful.ts'

/** What decides in a process. */
export type OpenLoopGuard = 'tidegate' | 'careful'

/** What runs before the application: nothing, the guard, or a loop that takes as long as `admit` and uses no memory. */
export type OpenLoopVariant = 'bare' | 'guarded' | 'loop'

/** Quantiles of the times of calls, in microseconds. */
export interface CallQuantiles {
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

/** How long the calls of `admit`, or of the loop, took in a block. */
export interface CallTimes extends CallQuantiles {
  /** The same without the calls that find cold caches. */
  readonly warm: CallQuantiles
}

/** A call, or a collection of memory. */
interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** Four times the distance of the requests: after a longer pause, something else has used the core. */
const longestPauseMs = 1

const calls: Span[] = []
const collections: Span[] = []
let current: Middleware = (_ctx, next) => next()
let byVariant: Readonly<Record<OpenLoopVariant, Middleware>>
let loopSteps = 5_000
let admitUs: number | undefined
let kept: unknown

serveCalls({
  /** Starts a Koa application on loopback, with a guard that can be switched on and off; resolves with its port. */
  listen(guard: OpenLoopGuard, prefixes: number): Promise<number> {
    const site = makeSite({ prefixes, tokens: 150 })
    byVariant = {
      bare: current,
      guarded: guard === 'tidegate' ? tidegateOf(site) : koaCareful(site),
      loop: (_ctx, next) => {
        const startMs = performance.now()
        kept = spin(loopSteps)
        calls.push({ startMs, endMs: performance.now() })
        return next()
      },
    }
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        collections.push({ startMs: startTime, endMs: startTime + duration })
    }).observe({ entryTypes: ['gc'] })
    const app = new Koa()
    app.proxy = true
    app.use((ctx, next) => current(ctx, next))
    app.use((ctx) => {
      ctx.body = 'hello'
    })
    const callback = app.callback()
    // Connections may wait: at a low rate, some are not used for seconds.
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => void callback(request, response))
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })
  },
  use(variant: OpenLoopVariant): void {
    current = byVariant[variant]
    calls.length = 0
    collections.length = 0
  },
  /** Resolves with the times of the calls since `use`; undefined if there were none. */
  async callTimes(): Promise<CallTimes | undefined> {
    // Collections are reported a moment later.
    await setTimeout(20)
    if (calls.length === 0) return undefined
    const all = calls.map(durationUs)
    fitLoop(median(all))
    return { ...quantiles(all), warm: quantiles(calls.filter(isWarm).map(durationUs)) }
  },
  /** What was computed last, so that no compiler leaves it out. */
  kept: () => typeof kept,
})

function tidegateOf(site: Site): Middleware {
  const policy = sitePolicy(site).replace('trusting 10.0.0.0/8', 'trusting loopback')
  const gate = createGate(compileText(policy, { 'attackers.txt': site.prefixes.join('\n') }))
  const admit: Gate['admit'] = (...given) => {
    const startMs = performance.now()
    const admission = gate.admit(...given)
    calls.push({ startMs, endMs: performance.now() })
    return admission
  }
  const timed: Gate = Object.assign(Object.create(gate) as Gate, { admit })
  return tidegate({ gate: timed })
}

function spin(steps: number): number {
  let sum = 0
  for (let at = 0; at < steps; at++) sum = (Math.imul(sum, 31) + at) | 0
  return sum
}

/** Makes the loop take as long as `admit` did last, from the medians of both in the same server, where both are slower than in a loop. */
function fitLoop(medianUs: number): void {
  if (current === byVariant.guarded) admitUs = medianUs
  else if (current === byVariant.loop && admitUs !== undefined)
    loopSteps = Math.max(1, Math.round((loopSteps * admitUs) / medianUs))
}

function durationUs({ startMs, endMs }: Span): number {
  return (endMs - startMs) * 1e3
}

/** Whether a call follows another one at once, and no memory was collected since that one began: what it needs is then still in the caches of the core. */
function isWarm(call: Span, index: number): boolean {
  const previous = calls[index - 1]
  if (previous === undefined || call.startMs - previous.endMs > longestPauseMs) return false
  return !collections.some(({ startMs, endMs }) => startMs < call.endMs && previous.startMs < endMs)
}

function quantiles(values: readonly number[]): CallQuantiles {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99), p999: quantile(values, 0.999) }
}
