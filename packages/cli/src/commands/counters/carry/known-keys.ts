import type { Plan, Plugin } from '@tidegate/engine'
import type { KeyValue } from '@tidegate/model'
import { logSources } from '@tidegate/access-logs'
import { runReplay } from '@tidegate/replay'
import type { LogFlags } from '../../../config/log-flags.ts'
import { logReading } from '../../../config/log-reading.ts'
import { requestOptions } from '../../../config/read-config.ts'
import type { Project } from '../../../config/read-config.ts'
import { createReplayProgress } from '../../../output/replay-progress.ts'
import type { Io } from '../../../io.ts'
import { constantFacts } from '../../replay/required-facts.ts'

/** Keys that are known by their values, by their digest. */
export interface KnownKeys {
  readonly find: (subject: string, digest: string) => readonly KeyValue[] | undefined
  /** Number of keys that were not kept, because there are too many. */
  readonly dropped: () => number
}

/** How many keys are kept at most: some 300 bytes each. */
const mostKeys = 2_000_000

/** The keys of subjects without a key, and those of all requests in logs, as the policy counts them. `digestOf` is that of the store. */
export async function readKnownKeys(
  logs: readonly string[],
  flags: LogFlags,
  { plan, file, plugins, project }: { plan: Plan; file: string; plugins: readonly Plugin[]; project: Project },
  digestOf: (key: readonly KeyValue[]) => string,
  io: Io,
): Promise<KnownKeys> {
  const keys = new Map<string, readonly KeyValue[]>()
  const { subjects } = plan.layout
  let dropped = 0
  function add(subject: string, key: readonly KeyValue[]): void {
    const name = `${subject} ${digestOf(key)}`
    if (keys.size < mostKeys) keys.set(name, key)
    else if (!keys.has(name)) dropped++
  }
  const config = project.found?.config
  const { formats, zone } = logReading(flags, config)
  const { trustProxy, ...reading } = requestOptions(project.options)
  const sources = await logSources(logs, io)
  const progress = createReplayProgress(sources, io)
  await runReplay({
    policy: { file, plan },
    against: undefined,
    facts: constantFacts([], config?.facts ?? {}, [plan.model], true),
    users: { file: '', users: new Map() },
    plugins,
    sources,
    formats,
    zone,
    reorderWindowMs: 0,
    reading,
    ...(trustProxy !== undefined && { trustProxy }),
    clientAddress: 'peer',
    processes: 1,
    top: 1,
    signal: io.signal,
    onProgress: progress.show,
    onCharges: (charges) => {
      for (const { subject, key } of charges) if (key.length > 0) add(subjects[subject]!.identity, key)
    },
  })
  progress.end()
  return { find: (subject, digest) => keys.get(`${subject} ${digest}`), dropped: () => dropped }
}

/** No keys. */
export const noKeys: KnownKeys = { find: () => undefined, dropped: () => 0 }
