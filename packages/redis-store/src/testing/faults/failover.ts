import { answers, runSentinel } from '../run-sentinel.ts'
import type { FaultySite } from './fault.ts'

/** A primary that is killed, and whose replica Sentinel then promotes. */
export async function openFailover(): Promise<FaultySite> {
  const sentinel = await runSentinel()
  const { port, primary, replica } = sentinel
  return {
    endpoint: { kind: 'sentinel', port },
    begin: () => primary.kill(),
    end: () => answers(replica.port, ['INFO', 'replication'], /role:master/u),
    stop: () => sentinel.stop(),
  }
}
