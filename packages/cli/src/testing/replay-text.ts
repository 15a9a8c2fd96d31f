import { checkPolicy, noFiles } from '@tidegate/dsl'
import { type Plan } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { chosenFormats } from '@tidegate/access-logs'
import { type ReplayOptions, type ReplayReport, runReplay, type UserFacts } from '@tidegate/replay'
import { constantFacts } from '../commands/replay/required-facts.ts'

/** Returns the plan of a policy. Throws if the policy has errors. */
export function planOf(text: string): Plan {
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text }, noFiles)
  if (model === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return planPolicy(model)
}

/** Inputs of a replay as texts; logs by name. */
export interface ReplayText {
  readonly policy: string
  readonly against?: string
  readonly logs: Readonly<Record<string, string | Uint8Array>>
  readonly format?: string
  readonly zone?: string
  readonly reorderWindowMs?: number
  readonly facts?: readonly string[]
  readonly trustProxy?: ReplayOptions['trustProxy']
  readonly clientAddress?: ReplayOptions['clientAddress']
  readonly users?: UserFacts
  readonly signal?: AbortSignal
  readonly onProgress?: ReplayOptions['onProgress']
}

const pieceBytes = 10_000

/** Returns the report of a replay whose inputs are texts. Each character of a log text is one byte. */
export async function replayText(text: ReplayText): Promise<ReplayReport> {
  const policy = { file: 'site.policy', plan: planOf(text.policy) }
  const against = text.against === undefined ? undefined : { file: 'old.policy', plan: planOf(text.against) }
  const models = [policy, ...(against === undefined ? [] : [against])].map(({ plan }) => plan.model)
  return runReplay({
    policy,
    against,
    users: text.users ?? { file: '', users: new Map() },
    plugins: [],
    facts: constantFacts(text.facts ?? [], {}, models),
    sources: Object.entries(text.logs).map(([name, log]) => {
      const bytes = typeof log === 'string' ? Buffer.from(log, 'latin1') : log
      return { name, bytes: bytes.length, open: () => piecesOf(bytes) }
    }),
    formats: chosenFormats(text.format === undefined ? {} : { format: text.format }),
    zone: text.zone,
    reorderWindowMs: text.reorderWindowMs ?? 5_000,
    ...(text.trustProxy !== undefined && { trustProxy: text.trustProxy }),
    ...(text.clientAddress !== undefined && { clientAddress: text.clientAddress }),
    top: 5,
    signal: text.signal ?? new AbortController().signal,
    onProgress: text.onProgress ?? (() => {}),
  })
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}
