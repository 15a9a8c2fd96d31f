import { Worker } from 'node:worker_threads'
import type { Compiled } from './compile-job.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import type { AskedFile } from './confined-files.ts'
import { inSlices } from './in-slices.ts'
import { type PackedPlan, unpackPlan } from './packed-plan.ts'

/** The data for a worker. */
export interface CompileWork {
  readonly path: string
  readonly options: LoadPolicyOptions
}

/** The result that a worker sends, with the plan in pieces. */
export type SentPolicy =
  | Exclude<Compiled, { readonly kind: 'plan' }>
  | { readonly kind: 'packed'; readonly plan: PackedPlan; readonly files: readonly AskedFile[] }

/**
 * Compiles a policy in a new worker, so that no request waits: the plan's arrays are transferred, not copied, and the rest of the plan is
 * read piece by piece. The options must be plain data. Rejects if the worker fails; errors in the policy are part of the result.
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
    // WHY: with this condition, a package's source imports the sources of other packages; a test runner resolves them itself.
    ...(isSource && { execArgv: ['--conditions=@tidegate/source'] }),
  })
  worker.unref()
  return new Promise<SentPolicy>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the worker that compiles the policy exited with code ${code}`)))
  }).finally(() => void worker.terminate())
}
