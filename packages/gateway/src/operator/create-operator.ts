import type { Logger } from '@tidegate/engine'
import type { Sites } from '../sites/sites.ts'
import { countRules } from './count-rules.ts'
import { findRefusals } from './find-refusals.ts'
import type { GatewayState, KeptOperations } from './kept-operations.ts'
import { listAddresses } from './list-addresses.ts'
import { nameSites, sitesNamed } from './name-sites.ts'
import { operateCounters } from './operate-counters.ts'
import type { Actor, OperatorResult } from './operator-result.ts'
import type { GatewayStatus, Operator, OperatorChange, ReloadRecord } from './operator.ts'
import { recordChanges } from './record-changes.ts'
import { recordReloads } from './record-reloads.ts'
import { tightenPolicies } from './tighten-policies.ts'
import { createTopics } from './topics.ts'
import { whyRefused } from './why-refused.ts'

/** What the operator's service is created with. */
export interface OperatorOptions {
  readonly sites: Sites
  readonly isReady: () => boolean
  readonly mode: 'enforce' | 'observe'
  readonly logger: Logger
  /** Reads everything again, as for SIGHUP. */
  readonly reload: () => Promise<unknown>
  /** Receives each change, for an audit log. */
  readonly onChange?: (change: OperatorChange) => void
  /** Wall-clock time in milliseconds since 1970. */
  readonly wallMs?: () => number
  /** Returns random numbers from 0 (inclusive) to 1 (exclusive), for the ids of tightenings. */
  readonly random?: () => number
  /** Where what operators made outlives the process. */
  readonly state?: GatewayState
  /** Whether the counters are in a store, where blocks outlive the process anyway. */
  readonly hasStore?: boolean
}

/** The operator's service, and what ends it. */
export interface OwnedOperator extends Operator {
  readonly close: () => void
  /** Resolves when the blocks of the last process are in force again. */
  readonly restored: Promise<void>
}

/** Creates the operator's service of a gateway. */
export function createOperator(options: OperatorOptions): OwnedOperator {
  const { isReady, mode, logger, wallMs = Date.now, random = Math.random } = options
  const sites = nameSites(options.sites)
  const startedAtMs = wallMs()
  const topics = createTopics()
  const records = sites.map((site) => recordReloads(site, wallMs, topics.emit))
  const changes = recordChanges(wallMs, logger, (change) => {
    // WHY first: a change that was reported must not end with the process.
    keep()
    options.onChange?.(change)
    topics.emit('changes')
  })
  const { tightenings: keptRules, blocks: keptBlocks } = keptOf(options.state, sites)
  const counters = operateCounters(sites, changes, wallMs, keptBlocks)
  const tightenings = tightenPolicies(sites, changes, wallMs, random, keptRules)
  const ends = sites.flatMap(({ gate }) => [
    gate.on('block', () => topics.emit('refusals')),
    gate.on('limit', () => topics.emit('refusals')),
  ])

  function keep(): void {
    const { state } = options
    if (state === undefined) return
    const policyOf = new Map(sites.map(({ site, file }) => [site, state.policyName(file)]))
    const withPolicy = <Kept>(site: string, kept: Kept): readonly (Kept & { readonly policy: string })[] => {
      const policy = policyOf.get(site)
      return policy === undefined ? [] : [{ ...kept, policy }]
    }
    state.write({
      tightenings: tightenings.list().flatMap(({ problem: _, ...each }) => withPolicy(each.site, each)),
      blocks: counters.begun().flatMap((each) => withPolicy(each.block.site, each)),
    })
  }

  /** WHY: a process that was killed may have made a block after it wrote its counters for the last time. */
  async function blockAgain(): Promise<void> {
    if (options.hasStore === true) return
    for (const { block, subject } of keptBlocks) {
      const { gate } = sites.find(({ site }) => site === block.site)!
      const leftMs = block.untilMs - wallMs()
      if (leftMs > 0) await gate.counters.block({ ...subject, limit: block.limit.name ?? block.limit.id }, leftMs)
    }
  }

  function status(): GatewayStatus {
    return {
      ready: isReady(),
      startedAtMs,
      nowMs: wallMs(),
      sites: records.map(({ site: { site, file, hosts, gate }, loadedAtMs, problem, store }) => {
        const { pass, block, limit, reloads, failedReloads, counters } = gate.stats()
        const failed = problem()
        return {
          site,
          file,
          hosts,
          fingerprint: gate.plan.model.fingerprint,
          loadedAtMs: loadedAtMs(),
          ...(failed !== undefined && { problem: failed }),
          mode,
          decisions: { pass, block, limit },
          reloads,
          failedReloads,
          counters,
          store: store(),
        }
      }),
    }
  }

  function reloads(): readonly ReloadRecord[] {
    return records.flatMap((record) => record.reloads()).toSorted((a, b) => b.atMs - a.atMs)
  }

  /** The sites that are meant; none for a name that no site has. */
  function chosen(name: string | undefined): ReturnType<typeof nameSites> {
    const found = sitesNamed(sites, name)
    return 'code' in found ? [] : found
  }

  async function reload(actor: Actor): Promise<OperatorResult<readonly ReloadRecord[]>> {
    const before = sites.map(({ gate }) => gate.plan.model.fingerprint.slice(0, 12)).join(' ')
    await options.reload()
    const after = sites.map(({ gate }) => gate.plan.model.fingerprint.slice(0, 12)).join(' ')
    changes.add(actor, { action: 'reload', site: '', what: 'all policies', before, after })
    return { kind: 'done', value: records.flatMap((record) => record.reloads().slice(0, 1)) }
  }

  return {
    restored: blockAgain().catch((error: unknown) =>
      logger.error({ code: 'state-failed' }, `could not restore operators' blocks: ${String(error)}`),
    ),
    status,
    rules: (site) => countRules(chosen(site), tightenings.of),
    refusals: (query = {}) => findRefusals(chosen(query.site), query),
    why: (id) => whyRefused(id, { sites, blockOf: counters.blockOf, tighteningOf: tightenings.of }),
    counters,
    tightenings,
    lists: (site) => listAddresses(chosen(site)),
    reloads,
    changes: changes.newest,
    reload,
    subscribe: topics.subscribe,
    close: () => {
      for (const record of records) record.close()
      for (const end of ends) end()
      tightenings.close()
      topics.close()
    },
  }
}

/** What was kept, under the names that the sites have now. What is of a policy that there is no more is left out. */
function keptOf(state: GatewayState | undefined, sites: ReturnType<typeof nameSites>): KeptOperations {
  if (state === undefined) return { tightenings: [], blocks: [] }
  const siteOf = new Map(sites.map(({ site, file }) => [state.policyName(file), site]))
  const { tightenings, blocks } = state.operations
  return {
    tightenings: tightenings.flatMap((each) => {
      const site = siteOf.get(each.policy)
      return site === undefined ? [] : [{ ...each, site }]
    }),
    blocks: blocks.flatMap((each) => {
      const site = siteOf.get(each.policy)
      return site === undefined ? [] : [{ ...each, block: { ...each.block, site } }]
    }),
  }
}
