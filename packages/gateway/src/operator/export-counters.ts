import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { instantNow } from '@tidegate/node'
import type { CounterExport } from './counter-operations.ts'
import { type NamedSite, siteNamed } from './name-sites.ts'
import type { Actor, OperatorResult } from './operator-result.ts'
import type { ChangeRecord } from './record-changes.ts'

/**
 * Returns all counters of a site in the memory of this process, and records that: they contain a secret, by which clients could be found. Requests are decided meanwhile, a slice of at most 512
 * clients at a time.
 */
export async function exportCounters(
  sites: readonly NamedSite[],
  name: string | undefined,
  actor: Actor,
  changes: ChangeRecord,
  wallMs: () => number,
): Promise<OperatorResult<CounterExport>> {
  const found = siteNamed(sites, name)
  if ('code' in found) return { kind: 'problem', problem: found }
  const { site, file, gate } = found
  const at = instantNow(wallMs())
  const snapshot = gate.counters.snapshot()
  if (snapshot === undefined) {
    const message = 'the counters are not in the memory of this process'
    const help =
      'export those of Redis with --redis URL, and those of several processes (`serve.workers`) from their state folder with --state FOLDER'
    return { kind: 'problem', problem: { code: 'not-counted', message, help } }
  }
  const parts: string[] = []
  for (const part of snapshot) {
    parts.push(Buffer.from(part).toString('base64'))
    await yieldToRequests()
  }
  changes.add(actor, { action: 'export', site, what: 'all counters', before: '', after: '' })
  return { kind: 'done', value: { site, file, at, parts } }
}
