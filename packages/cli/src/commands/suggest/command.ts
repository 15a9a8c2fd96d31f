import type { LogFlags } from '../../config/log-flags.ts'
import { logReading } from '../../config/log-reading.ts'
import { readConfig } from '../../config/read-config.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { logsOf, unreadGroups } from '../../output/unread-groups.ts'
import { nothingRead } from '../../output/nothing-read.ts'
import { writeOutput } from '../../output/write-output.ts'
import { createSequencer, createUnreadable, logSources, readLogs } from '@tidegate/access-logs'
import { createReplayProgress } from '../../output/replay-progress.ts'
import { suggestedPolicy } from './suggested-policy.ts'
import { createTrafficProfile, type TrafficProfile } from './traffic-profile.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate suggest`. */
export interface SuggestFlags extends LogFlags {
  readonly output?: string
  readonly json?: boolean
}

/** Output of `suggest --json`. Later versions only add to it; `schemas/suggest.schema.json` describes it. */
export interface SuggestReport extends Omit<TrafficProfile, 'fromMs' | 'toMs'> {
  readonly version: 1
  readonly logs: readonly string[]
  readonly from: string
  readonly to: string
  readonly lines: number
  readonly unreadable: number
  /** Policy text. */
  readonly text: string
}

/** Reads logs and writes the policy that they suggest. */
export async function suggest(logs: readonly string[], flags: SuggestFlags, io: Io): Promise<ExitCode> {
  const config = (await readConfig(io.cwd))?.config
  const { formats, zone } = logReading(flags, config)
  const sources = await logSources(logs, io)
  const traffic = createTrafficProfile()
  const unreadable = createUnreadable()
  const progress = createReplayProgress(sources, io)
  const read = await readLogs({
    sources,
    formats,
    zone,
    headers: new Set(),
    sequencer: createSequencer({ windowMs: 5_000, maxWaiting: 20_000, take: traffic.add }),
    unreadable,
    signal: io.signal,
    onProgress: progress.show,
  })
  progress.end()
  if (io.signal.aborted) throw new CliError('interrupted')
  const { fromMs, toMs, ...profile } = traffic.profile()
  if (profile.requests === 0) throw nothingRead(logsOf(read), unreadable.total(), unreadGroups(unreadable, read))
  const names = logs.map((log) => (log === '-' ? 'standard input' : log))
  const text = suggestedPolicy({ fromMs, toMs, ...profile }, names)
  if (flags.json === true) {
    const report: SuggestReport = {
      version: 1,
      logs: names,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      lines: read.lines,
      unreadable: unreadable.total(),
      ...profile,
      text,
    }
    await writeOutput(jsonText(report), flags.output, io)
    return exitCodes.good
  }
  await writeOutput(text, flags.output, io)
  if (unreadable.total() > 0) io.err(`${unreadable.total()} of ${read.lines} lines could not be read\n`)
  return exitCodes.good
}
