import { Worker } from 'node:worker_threads'
import type { Compiled } from './compile-job.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import type { AskedFile } from './confined-files.ts'
import { inSlices } from './in-slices.ts'
import { type PackedPlan, unpackPlan } from './packed-plan.ts'

/** What a worker is given. */
export interface CompileWork {
  readonly path: string
  readonly options: LoadPolicyOptions
}

/** What a worker sends: what came of compiling, a plan in pieces. */
export type SentPolicy =
  | Exclude<Compiled, { readonly kind: 'plan' }>
  | { readonly kind: 'packed'; readonly plan: PackedPlan; readonly files: readonly AskedFile[] }

/**
 * Compiles a policy in a worker of its own, so that no request waits: the plan's memory is handed over, not copied, and what is left of
 * the plan is read piece by piece. Options must be data. Rejects when the worker fails; a policy with errors is an answer, no failure.
 */
export async function compileInWorker(work: CompileWork): Promise<Compiled> {
  const sent = await askWorker(work)
  if (sent.kind !== 'packed') return sent
  return { kind: 'plan', plan: await inSlices(unpackPlan(sent.plan)), files: sent.files }
}

function askWorker(work: CompileWork): Promise<SentPolicy> {
  const isSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(isSource ? './compile-worker.ts' : './compile-worker.js', import.meta.url), {
    workerData: work,
    // WHY: sources find the other packages' sources by this condition, which a test runner resolves by itself.
    ...(isSource && { execArgv: ['--conditions=@tidegate/source'] }),
  })
  worker.unref()
  return new Promise<SentPolicy>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the worker that compiles the policy ended with ${code}`)))
  }).finally(() => void worker.terminate())
}
