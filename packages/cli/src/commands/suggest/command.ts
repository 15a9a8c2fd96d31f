import { resolve } from 'node:path'
import type { LogFlags } from '../../config/log-flags.ts'
import { logReading } from '../../config/log-reading.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import { policyFile } from '../../config/policy-files.ts'
import { type Project, readProject, requestOptions } from '../../config/read-config.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { logsOf, unreadGroups } from '../../output/unread-groups.ts'
import { nothingRead } from '../../output/nothing-read.ts'
import { writeOutput } from '../../output/write-output.ts'
import type { Model } from '@tidegate/model'
import { createPastClients, type PastClients } from '@tidegate/engine/simulate'
import { type LogRecord, createSequencer, createUnreadable, logSources, readLogs } from '@tidegate/access-logs'
import { createReplayProgress } from '../../output/replay-progress.ts'
import { suggestedPolicy } from './suggested-policy.ts'
import { createTrafficProfile, type TrafficProfile } from './traffic-profile.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate suggest`. */
export interface SuggestFlags extends LogFlags, OptionFlags {
  readonly policy?: string
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
  const { clients, isDeclared, config } = await clientsOf(flags, io)
  const isLogged: ((header: string) => boolean)[] = []
  const { formats, zone } = logReading(flags, config)
  const sources = await logSources(logs, io)
  const traffic = createTrafficProfile(clients.header)
  const unreadable = createUnreadable()
  const progress = createReplayProgress(sources, io)

  function take(record: LogRecord, timeMs: number): void {
    const { ip } = record
    const found = clients.of(
      record,
      !isDeclared || (clients.header !== undefined && isLogged[record.log]!(clients.header)),
    )
    if (found?.kind === 'known') record.ip = found.ip
    const isForwarded = record.ip !== ip
    traffic.add(
      record,
      timeMs,
      isForwarded ? { kind: 'forwarded-by', proxy: ip } : found?.kind === 'known' ? undefined : { kind: 'unknown' },
    )
  }

  const read = await readLogs({
    sources,
    formats,
    zone,
    headers: new Set(clients.header === undefined ? [] : [clients.header]),
    sequencer: createSequencer({ windowMs: 5_000, maxWaiting: 20_000, take }),
    unreadable,
    onOpen: (log, logged) => {
      isLogged[log] = logged
    },
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

/** Proxies that are trusted if no policy says which: only they can have addresses that are not public. */
const nearProxies = ['loopback', 'linklocal', 'private', '100.64.0.0/10']

interface ClientsOfLog {
  readonly clients: PastClients
  /** Whether an operator said which proxies are trusted. */
  readonly isDeclared: boolean
  readonly config: Parameters<typeof logReading>[1]
}

/** Returns the search for clients: that of the policy and the option `trustProxy`, or else of `X-Forwarded-For` from near proxies. */
async function clientsOf(flags: SuggestFlags, io: Io): Promise<ClientsOfLog> {
  const { found, options } = await readProject(io.cwd, flags)
  const config = found?.config
  const { trustProxy } = requestOptions(options)
  const near = createPastClients({ addressSets: [] }, trustProxy ?? nearProxies)
  const model = await modelOf(flags, { found, options }, io)
  return model?.clientIp === undefined
    ? { clients: near, isDeclared: trustProxy !== undefined, config }
    : { clients: createPastClients(model, trustProxy), isDeclared: true, config }
}

/** Returns the model of the policy of the flags, or of tidegate.yaml; the latter need not be usable. */
async function modelOf({ policy }: SuggestFlags, { found, options }: Project, io: Io): Promise<Model | undefined> {
  if (policy === undefined && found?.config.policy === undefined) return undefined
  try {
    const file = await policyFile(policy, found, io.cwd)
    return await withPlugins(found, async (plugins) => {
      const { plan } = await openPolicy(resolve(io.cwd, file), file, plugins, options, io)
      return plan.model
    })
  } catch (error) {
    if (policy !== undefined || !(error instanceof CliError)) throw error
    io.err(`note: clients are not found by a policy: ${error.message}; name one with --policy\n`)
    return undefined
  }
}
