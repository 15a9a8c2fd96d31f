import { checkLogOptions, logGate } from '../decision-log/open-logs.ts'
import { warnIfOneOfSeveral } from '../policy-files/one-of-several.ts'
import { createGate, createTextLogger, type Gate, gateOptionNames, type GateOptions, type Plan } from '@tidegate/engine'
import { openPolicy } from '../policy-files/open-policy.ts'
import { openPolicyOptionNames, type OpenPolicyOptions } from '../policy-files/open-policy-options.ts'
import { checkWorkers } from '../workers/check-workers.ts'
import { createWorkersStore, type WorkersStore } from '../workers/create-workers-store.ts'
import type { EnforcementOptions } from './host-options.ts'
import { noPolicy, readHostOptions } from './read-host-options.ts'

/** A gate that is being opened, and a function to close it. */
export interface OpeningGate {
  /** Resolves to the gate; rejects if the policy cannot be enforced. */
  readonly ready: Promise<Gate>
  /** Closes the gate, unless the application opened it. */
  readonly close: () => Promise<void>
}

/**
 * Opens a gate for the policy in the options, or uses the gate that they contain. Throws a `TypeError` for invalid options, and a `ConfigError`
 * for an invalid `tidegate.yaml`.
 */
export function openGate(given: EnforcementOptions): OpeningGate {
  const options = readHostOptions(given)
  const { policy, gate } = options
  if (gate !== undefined) {
    if (policy !== undefined) throw new TypeError('tidegate: give `policy` or `gate`, not both')
    if (typeof (gate as Partial<Gate>).admit !== 'function')
      throw new TypeError('tidegate: `gate` must be an open gate: write `gate: await openPolicy(…)`')
    if (options.state !== undefined)
      throw new TypeError('tidegate: `state` is for a gate that is opened here: give it to `openPolicy`')
    return logged(gate, options, () => Promise.resolve())
  }
  if (policy === undefined) throw noPolicy()
  if (typeof policy !== 'string') {
    checkWorkers(options)
    if (options.workers === undefined) return openPlan(policy, options)
    const { capacity } = options
    const shared = createWorkersStore(capacity === undefined ? {} : { capacity })
    try {
      return openPlan(policy, { ...options, store: shared }, shared)
    } catch (error) {
      void shared.close()
      throw error
    }
  }
  const ready = openPolicy(policy, pick<OpenPolicyOptions>(options, openPolicyOptionNames))
  return { ready, close: async () => (await ready).close() }
}

/** Opens a gate for a plan, and closes `shared` with it. */
function openPlan(plan: Plan, options: EnforcementOptions, shared?: WorkersStore): OpeningGate {
  const made = gateOfPlan(plan, options)
  const opening = logged(made, options, async () => {
    await made.close()
    await shared?.close()
  })
  return { ...opening, ready: Promise.resolve(shared?.ready).then(() => made) }
}

/** Adds the logs in the options to a gate that has none of its own. */
function logged(gate: Gate, options: EnforcementOptions, closeGate: () => Promise<void>): OpeningGate {
  checkLogOptions('tidegate', options)
  const { decisionLog, auditLog } = options
  const logs = logGate(gate, { decisionLog, auditLog }, { hasStore: options.store !== undefined })
  return {
    ready: Promise.resolve(gate),
    close: async () => {
      await closeGate()
      await logs.close()
    },
  }
}

function gateOfPlan(plan: Plan, options: EnforcementOptions): Gate {
  for (const name of ['root', 'catalog', 'limits', 'watch', 'compile', 'state', 'additions'] as const) {
    if (options[name] !== undefined) throw new TypeError(`tidegate: \`${name}\` is for policy files, not for plans`)
  }
  const gateOptions = pick<GateOptions>(options, gateOptionNames)
  const { onLogLine } = options
  const logger = options.logger !== undefined || onLogLine === undefined ? options.logger : createTextLogger(onLogLine)
  const gate = createGate(plan, { ...gateOptions, ...(logger !== undefined && { logger }) })
  warnIfOneOfSeveral(gate, options)
  return gate
}

function pick<Options extends object>(options: object, names: readonly (keyof Options & string)[]): Options {
  const known: readonly string[] = names
  return Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name))) as Options
}
