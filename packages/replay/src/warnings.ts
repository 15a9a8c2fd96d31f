import type { SequenceCounts } from '@tidegate/access-logs'

/** What is known about a replay whose result may be wrong as a whole. */
export interface DoubtfulReplay {
  readonly sequence: SequenceCounts
  readonly windowMs: number
  /** The number of lines whose client is unknown, because they contain only the address of a trusted proxy. */
  readonly unknownClients: number
  readonly clientHeader: string | undefined
  readonly judged: number
}

const maxWindowMs = 3_600_000

/** Returns what users should know before they read a report, each with what to do about it. */
export function warningsOf(found: DoubtfulReplay): readonly string[] {
  return [...warningsOfClients(found), ...warningsOfOrder(found)]
}

function warningsOfClients({ unknownClients, clientHeader, judged }: DoubtfulReplay): readonly string[] {
  if (unknownClients === 0) return []
  return [
    `${unknownClients} of ${judged + unknownClients} requests come from proxies that the policy trusts, and the log does not contain \`${clientHeader}\`: their clients are unknown, and they were not evaluated; log that header, or use --client-address client if the log has the addresses of clients`,
  ]
}

function warningsOfOrder({ sequence: { late, lateByMs }, windowMs }: DoubtfulReplay): readonly string[] {
  if (late === 0) return []
  const lines = late === 1 ? '1 line came' : `${late} lines came`
  const effect = `${lines} too late to be put in order, at most ${secondsOf(lateByMs)} after a later one, and ${late === 1 ? 'was' : 'were'} evaluated at the time reached`
  if (lateByMs > maxWindowMs)
    return [
      `${effect}: sort the log by time; if it consists of several logs, give them separately, and they are merged by time`,
    ]
  if (lateByMs <= windowMs) return [`${effect}: too many lines waited; sort the log by time`]
  return [`${effect}: use --reorder-window ${secondsOf(lateByMs)}`]
}

function secondsOf(ms: number): string {
  return `${Math.ceil(ms / 1_000)}s`
}
