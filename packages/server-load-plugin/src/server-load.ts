import { performance } from 'node:perf_hooks'
import {
  checkOptions,
  checkValues,
  type DefinedPlugin,
  definePlugin,
  type SyncFact,
  type ValueKind,
} from '@tidegate/engine'
import { machineLoad } from './machine-load.ts'

/** How often the load is measured. */
export interface ServerLoadOptions {
  /** Milliseconds between measurements, from 10 to 60,000. Default 1,000. */
  readonly sampleMs?: number
}

/** The last measurement. */
export interface ServerLoadValues {
  /** The load average of the last minute per core of the machine; undefined on Windows. */
  readonly load: number | undefined
  /** The share of the last period in which the event loop of this thread was busy, from 0 to 1; undefined before the first period ends. */
  readonly eventLoop: number | undefined
  /** Requests per second in the last period; undefined before the first period ends. */
  readonly requestsPerSecond: number | undefined
}

/** The plugin, with its facts by name and type. */
export type ServerLoadPlugin = DefinedPlugin<{
  readonly 'server.load': SyncFact<number> & { readonly type: 'number' }
  readonly 'server.event_loop': SyncFact<number> & { readonly type: 'number' }
  readonly 'server.requests_per_second': SyncFact<number> & { readonly type: 'number' }
}>

/** The measurements of one thread, and the plugin that supplies them. */
export interface ServerLoad {
  /** The plugin for the option `plugins`; policies contain `use server-load`. */
  readonly plugin: ServerLoadPlugin
  /** The last measurement. Everything is undefined after `close`. */
  values(): ServerLoadValues
  /** Stops measuring: from then on, the facts are absent. May be called more than once. */
  close(): void
}

const kinds: Readonly<Record<keyof ServerLoadOptions, readonly ValueKind[]>> = { sampleMs: ['number'] }

const minSampleMs = 10
const maxSampleMs = 60_000

const unmeasured: ServerLoadValues = Object.freeze({
  load: undefined,
  eventLoop: undefined,
  requestsPerSecond: undefined,
})

/**
 * Starts to measure the load of the machine and of this thread, once a second; requests only read the last measurement. The timer does not keep
 * the process running. `server.requests_per_second` counts the requests that policies with this fact decide in this thread. Create one in each
 * thread that decides requests: event loops and counts are those of the thread. Throws a `TypeError` for invalid options.
 */
export function serverLoad(options: ServerLoadOptions = {}): ServerLoad {
  checkOptions('serverLoad', options, Object.keys(kinds))
  checkValues('serverLoad', options, kinds)
  const { sampleMs = 1_000 } = options
  if (!(sampleMs >= minSampleMs && sampleMs <= maxSampleMs)) {
    throw new TypeError(`serverLoad: \`sampleMs\` must be a number from ${minSampleMs} to ${maxSampleMs}`)
  }
  let current: ServerLoadValues = { ...unmeasured, load: machineLoad() }
  let requests = 0
  let startedMs = performance.now()
  let utilization = performance.eventLoopUtilization()

  function sample(): void {
    const nowMs = performance.now()
    const seconds = (nowMs - startedMs) / 1_000
    const next = performance.eventLoopUtilization()
    const period = performance.eventLoopUtilization(next, utilization)
    const measured = period.active + period.idle > 0
    current = {
      load: machineLoad(),
      // WHY: rounding errors of the difference can leave the range by a trifle.
      eventLoop: measured ? Math.min(1, Math.max(0, period.utilization)) : current.eventLoop,
      requestsPerSecond: seconds > 0 ? requests / seconds : current.requestsPerSecond,
    }
    requests = 0
    startedMs = nowMs
    utilization = next
  }

  const timer = setInterval(sample, sampleMs)
  timer.unref()

  const plugin = definePlugin({
    apiVersion: 1,
    name: 'server-load',
    facts: {
      'server.load': { type: 'number', read: () => current.load },
      'server.event_loop': { type: 'number', read: () => current.eventLoop },
      'server.requests_per_second': {
        type: 'number',
        // INVARIANT: a gate reads a synchronous fact exactly once for each request that it decides with a policy that uses the fact.
        read: () => {
          requests++
          return current.requestsPerSecond
        },
      },
    },
  })

  return {
    plugin,
    values: () => current,
    close: () => {
      clearInterval(timer)
      current = unmeasured
    },
  }
}
